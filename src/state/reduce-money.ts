import type { AccountSummary, Asset, Funding, Gap } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import { confirm, isLate } from './freshness.js';
import { ListDraft, sameEntity } from './list-draft.js';
import type { AssetsUpdate, FundingUpdate, GapUpdate, SummaryUpdate, VolumesUpdate } from './update.js';

const NO_SUMMARY: AccountSummary = {
  collateral: null,
  total_asset_value: null,
  available_balance: null,
  cross_asset_value: null,
  cross_initial_margin_requirement: null,
  cross_maintenance_margin_requirement: null,
  leverage: null,
  margin_usage: null,
  buying_power: null,
  account_trading_mode: null,
  account_type: null,
  status: null,
  l1_address: null,
  total_order_count: null,
  pending_order_count: null,
};

const NO_VOLUMES = { daily_volume: '0', weekly_volume: '0', monthly_volume: '0', total_volume: '0' };

/** Funding payments kept per account; older ones than these are not told again. */
export const FUNDING_KEPT = 500;

/** Closed gaps kept per account; open ones always stay. */
export const CLOSED_GAPS_KEPT = 20;

/** A late poll still tells the fields that no stream ever does. */
export function reduceSummary(edit: AccountEdit, update: SummaryUpdate): void {
  const { record, state } = edit;
  const late = isLate(record.stamps.summary, update.arrival);
  const told = (Object.keys(update.fields) as (keyof AccountSummary)[]).filter(
    (field) => update.fields[field] !== undefined && !(late && record.streamFields.has(field)),
  );
  const before = state.summary ?? NO_SUMMARY;
  const moved = state.summary === null || told.some((field) => before[field] !== update.fields[field]);
  if (moved) {
    const fields = Object.fromEntries(told.map((field) => [field, update.fields[field]]));
    edit.set('summary', { ...before, ...fields });
  }
  if (update.arrival.source === 'stream' && !told.every((field) => record.streamFields.has(field)))
    record.streamFields = new Set([...record.streamFields, ...told]);
  if (!late) confirm(edit, 'summary', update.arrival, { snapshot: true, moved });
  else if (moved)
    edit.section('summary', { ...state.sections.summary, updated_at: update.arrival.received_at });
}

export function reduceVolumes(edit: AccountEdit, { arrival, volumes }: VolumesUpdate): void {
  if (isLate(edit.record.stamps.volumes, arrival)) return;
  const before = edit.state.volumes ?? NO_VOLUMES;
  const after = { ...before, ...volumes };
  if (!edit.state.volumes || !sameEntity(before, after)) edit.set('volumes', after);
  confirm(edit, 'volumes', arrival, { snapshot: true, moved: false });
}

export function reduceAssets(edit: AccountEdit, { arrival, mode, rows }: AssetsUpdate): void {
  if (isLate(edit.record.stamps.assets, arrival)) return;
  const draft = new ListDraft<Asset>('assets', edit.state.assets);
  for (const asset of rows) draft.put(asset);
  if (mode === 'snapshot') draft.keepOnly(new Set(rows.map((asset) => String(asset.asset_id))));
  edit.commit('assets', draft);
  confirm(edit, 'assets', arrival, { snapshot: mode === 'snapshot', moved: false });
}

export function reduceFunding(edit: AccountEdit, { rows }: FundingUpdate): void {
  const draft = new ListDraft<Funding>('funding', edit.state.funding);
  for (const { entity } of rows) draft.put(entity);
  draft.trim(FUNDING_KEPT);
  edit.commit('funding', draft);
}

export function reduceGap(edit: AccountEdit, { gap }: GapUpdate): void {
  const draft = new ListDraft<Gap>('gaps', edit.state.gaps);
  draft.put(gap);
  const closed = [...edit.state.gaps, gap].filter(({ closed_at }) => closed_at !== null);
  closed.sort((a, b) => b.closed_at! - a.closed_at!);
  for (const { gap_id } of closed.slice(CLOSED_GAPS_KEPT)) draft.drop(gap_id);
  edit.commit('gaps', draft);
}
