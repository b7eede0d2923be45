import type { Asset, Funding, Gap, Volumes } from 'lighter-broadcaster-protocol/account';
import { sameDecimal } from 'lighter-broadcaster-protocol/decimal';
import type { AccountEdit } from './account-edit.js';
import type { ReduceContext } from './context.js';
import {
  accountMayKnowMore,
  askBeyondLag,
  dispute,
  endDoubts,
  isGone,
  isTrulyEmpty,
  mayKnowMore,
  settle,
} from './disputes.js';
import {
  agreed,
  clearTaint,
  confirm,
  isLate,
  isOnlyChecked,
  taint,
  taintReason,
  touched,
} from './evidence.js';
import { ListDraft, sameEntity } from './list-draft.js';
import { MapDraft } from './map-draft.js';
import { isOlderByStamp } from './stamps.js';

import type { ReportedAsset } from '../reported.js';
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
  const isPoll = arrival.source === 'rest';
  if (isPoll && isOnlyChecked(edit.record, 'assets', arrival.received_mono)) return checkAssets(edit, update);
  if (isLate(edit.record.evidence.assets, arrival) || isOlderByStamp(edit, 'assets', arrival, context))
    return;
  const reported = rows.length + unreadable.length;
  if (isPoll && edit.state.assets === null && !isTrulyEmpty(edit, 'assets', reported, arrival)) return;
  const work: AssetWork = {
    draft: new ListDraft<Asset>('assets', edit.state.assets),
    texts: new MapDraft(edit.record.assetTexts),
  };
  const { streamAt } = edit.record.evidence.assets;
  const mayOverrule = !isPoll || accountMayKnowMore(edit, arrival, streamAt);
  const settled =
    takeAssets(edit, work, update, mayOverrule) && leaveOutAssets(edit, work, update, mayOverrule);
  if (!settled && !mayOverrule) askBeyondLag(edit, 'account', streamAt!);
  edit.record.assetTexts = work.texts.map;
  const moved = edit.commit('assets', work.draft);
  if (settled) confirm(edit, 'assets', arrival, { snapshot: mode === 'snapshot', moved });
  else if (moved) touched(edit, 'assets', arrival.received_at);
  if (!isPoll && mode === 'snapshot') {
    endDoubts(edit, 'assets');
    settle(edit, 'assets', (id) =>
      claimOf(edit.state.assets?.find(({ asset_id }) => String(asset_id) === id)),
    );
  }
  if (unreadable.length) taint(edit, 'assets', arrival.received_mono, taintReason(unreadable));
  else if (settled && mode === 'snapshot') clearTaint(edit, 'assets', arrival);
}

/** The list as it changes during one reduction. */
interface AssetWork {
  draft: ListDraft<Asset>;
  texts: MapDraft<number, string>;
}

/** @returns false when a poll contradicts a frame that it may lag behind, which it does not overrule */
function takeAssets(
  edit: AccountEdit,
  { draft, texts }: AssetWork,
  { rows }: AssetsUpdate,
  mayOverrule: boolean,
): boolean {
  let settled = true;
  for (const { entity, text } of rows) {
    const known = draft.get(String(entity.asset_id));
    edit.doubt(doubtOf(entity.asset_id), null);
    if (!mayOverrule && (differs(known, entity) || differsIn('margin_balance', known, entity))) {
      settled = false;
      continue;
    }
    draft.put(merged(known, entity));
    texts.set(entity.asset_id, text);
  }
  return settled;
}

/** A snapshot replaces; what a poll lacks goes when a second one lacks it too. @returns whether the list is settled */
function leaveOutAssets(
  edit: AccountEdit,
  { draft, texts }: AssetWork,
  { arrival, mode, rows, unreadable = [] }: AssetsUpdate,
  mayOverrule: boolean,
): boolean {
  if (mode !== 'snapshot' || unreadable.some(({ id }) => id === null)) return true;
  const named = new Set([
    ...rows.map((row) => row.entity.asset_id),
    ...unreadable.map(({ id }) => Number(id)),
  ]);
  let settled = true;
  for (const { asset_id } of edit.state.assets ?? []) {
    if (named.has(asset_id)) continue;
    const isCertain =
      arrival.source === 'stream' || (mayOverrule && isGone(edit, 'account', doubtOf(asset_id), arrival));
    settled &&= isCertain;
    if (!isCertain) continue;
    draft.drop(String(asset_id));
    texts.delete(asset_id);
  }
  return settled;
}

/** Absent is not zero: what a row leaves out keeps its value. */
function merged(known: Asset | undefined, row: ReportedAsset): Asset {
  return {
    ...row,
    locked_balance: row.locked_balance ?? known?.locked_balance ?? '0',
    margin_mode: row.margin_mode ?? known?.margin_mode ?? 'disabled',
    margin_balance: row.margin_balance ?? known?.margin_balance ?? '0',
  };
}

/** Whether a row reports other balances than are known, in the fields that a poll is checked by. */
function differs(known: Asset | undefined, row: ReportedAsset): boolean {
  return differsIn('balance', known, row) || differsIn('locked_balance', known, row);
}

function differsIn(
  field: 'balance' | 'locked_balance' | 'margin_balance',
  known: Asset | undefined,
  row: ReportedAsset,
): boolean {
  return row[field] !== undefined && !sameDecimal(row[field], known?.[field]);
}

function doubtOf(assetId: number): string {
  return `assets/${assetId}`;
}

/** The stream holds the assets, so REST does not change them; a balance that REST reports differently is disputed. */
function checkAssets(edit: AccountEdit, { arrival, rows }: AssetsUpdate): void {
  const known = new Map(edit.state.assets?.map((asset) => [asset.asset_id, asset]));
  const differing = rows
    .map(({ entity }) => entity)
    .filter((row) => differs(known.get(row.asset_id), row))
    .map((row) => merged(known.get(row.asset_id), row));
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
  edit.record.awaitsGaps = false;
}
