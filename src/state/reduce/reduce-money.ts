import type { Asset, Funding, Gap, Volumes } from 'lighter-broadcaster-protocol/account';
import { sameDecimal } from 'lighter-broadcaster-protocol/decimal';
import type { AccountEdit } from './account-edit.js';
import type { ReduceContext } from './context.js';
import { dispute, mayKnowMore, settle } from './disputes.js';
import { agreed, clearTaint, confirm, isLate, isOnlyChecked, taint, taintReason } from './evidence.js';
import { ListDraft, sameEntity } from './list-draft.js';
import { MapDraft } from './map-draft.js';
import { isOlderByStamp } from './stamps.js';

import type { AssetsUpdate, FundingUpdate, GapUpdate, VolumesUpdate } from '../update.js';

const NO_VOLUMES: Volumes = {
  daily_volume: null,
  weekly_volume: null,
  monthly_volume: null,
  total_volume: null,
};

/** Funding payments kept per account. Older ones do not come back. */
export const FUNDING_KEPT = 500;

/** Closed gaps kept per account; open ones always stay. */
export const CLOSED_GAPS_KEPT = 20;

/** A figure that a source leaves out keeps its value. */
export function reduceVolumes(edit: AccountEdit, { arrival, volumes }: VolumesUpdate): void {
  if (isLate(edit.record.evidence.volumes, arrival)) return;
  const before = edit.state.volumes ?? NO_VOLUMES;
  const reported = Object.entries(volumes).filter(([, value]) => value !== undefined && value !== null);
  const after = { ...before, ...Object.fromEntries(reported) };
  const moved = edit.state.volumes === null || !sameEntity(before, after);
  if (moved) edit.set('volumes', after);
  confirm(edit, 'volumes', arrival, { snapshot: true, moved });
}

export function reduceAssets(edit: AccountEdit, update: AssetsUpdate, context: ReduceContext): void {
  const { arrival, mode, rows, unreadable = [] } = update;
  const { evidence } = edit.record;
  if (arrival.source === 'rest' && isOnlyChecked(edit.record, 'assets', arrival.received_mono))
    return checkAssets(edit, update);
  if (isLate(evidence.assets, arrival) || isOlderByStamp(edit, 'assets', arrival, context)) return;
  const draft = new ListDraft<Asset>('assets', edit.state.assets);
  const texts = new MapDraft(edit.record.assetTexts);
  for (const { entity, text } of rows) {
    draft.put(entity);
    texts.set(entity.asset_id, text);
  }
  if (mode === 'snapshot' && !unreadable.some(({ id }) => id === null)) {
    const named = [...rows.map(({ entity }) => String(entity.asset_id)), ...unreadable.map(({ id }) => id!)];
    draft.keepOnly(new Set(named));
    texts.keepOnly(new Set(named.map(Number)));
  }
  edit.record.assetTexts = texts.map;
  const moved = edit.commit('assets', draft);
  confirm(edit, 'assets', arrival, { snapshot: mode === 'snapshot', moved });
  if (arrival.source === 'stream' && mode === 'snapshot')
    settle(edit, 'assets', (id) =>
      claimOf(edit.state.assets?.find(({ asset_id }) => String(asset_id) === id)),
    );
  if (unreadable.length) taint(edit, 'assets', arrival.received_mono, taintReason(unreadable));
  else if (mode === 'snapshot') clearTaint(edit, 'assets', arrival);
}

/** The stream holds the assets, so REST does not change them; a balance that REST reports differently is disputed. */
function checkAssets(edit: AccountEdit, { arrival, rows }: AssetsUpdate): void {
  const known = new Map(edit.state.assets?.map((asset) => [asset.asset_id, asset]));
  const differing = rows
    .map(({ entity }) => entity)
    .filter((row) => {
      const asset = known.get(row.asset_id);
      return (
        !sameDecimal(row.balance, asset?.balance) || !sameDecimal(row.locked_balance, asset?.locked_balance)
      );
    });
  const knowsMore = mayKnowMore(arrival, edit.record.evidence.assets.streamAt);
  if (differing.length && !knowsMore) return;
  dispute(edit, 'assets', arrival, new Map(differing.map((row) => [String(row.asset_id), claimOf(row)])));
  if (!differing.length) agreed(edit, 'assets', arrival);
}

function claimOf(asset: Asset | undefined): string | null {
  return asset ? `${Number(asset.balance)} ${Number(asset.locked_balance)}` : null;
}

export function reduceFunding(edit: AccountEdit, { arrival, rows, unreadable = [] }: FundingUpdate): void {
  const draft = new ListDraft<Funding>('funding', edit.state.funding);
  for (const { entity } of rows) draft.put(entity);
  draft.trim(FUNDING_KEPT);
  const moved = edit.commit('funding', draft);
  // The stream reports some payments, only a reading all of them.
  if (arrival.source === 'rest') confirm(edit, 'funding', arrival, { snapshot: true, moved });
  if (unreadable.length) taint(edit, 'funding', arrival.received_mono, taintReason(unreadable));
  else if (arrival.source === 'rest') edit.evidence('funding', { taint: null });
}

export function reduceGap(edit: AccountEdit, { gap }: GapUpdate): void {
  const draft = new ListDraft<Gap>('gaps', edit.state.gaps);
  draft.put(gap);
  const closed = [...edit.state.gaps, gap].filter(({ closed_at }) => closed_at !== null);
  closed.sort((a, b) => b.closed_at! - a.closed_at!);
  for (const { gap_id } of closed.slice(CLOSED_GAPS_KEPT)) draft.drop(gap_id);
  edit.commit('gaps', draft);
}
