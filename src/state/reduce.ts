import type { Millis } from 'lighter-broadcaster-protocol/account';
import { AccountEdit, type Step } from './account-edit.js';
import type { AccountRecord } from './account-record.js';
import { askedAt, expire, fail, streamEnded, markAlive } from './freshness.js';
import { reduceAssets, reduceFunding, reduceGap, reduceSummary, reduceVolumes } from './reduce-money.js';
import { reduceOrders } from './reduce-orders.js';
import { type Marks, reduceMarks, reducePositions } from './reduce-positions.js';
import { reduceTrades } from './reduce-trades.js';
import type { AccountUpdate, RawUpdate, UnknownUpdate } from './update.js';

/**
 * What an update makes of an account. Pure: it alone merges, removes duplicates, decides which source wins and drops
 * what is older. `marks` tells the latest mark prices.
 */
export function reduce(record: AccountRecord, update: AccountUpdate, marks: Marks): Step {
  const edit = new AccountEdit(record);
  dispatch(edit, update, marks);
  return edit.finish();
}

/** What the passing of time makes of an account: sections that nobody vouched for turn stale. */
export function reduceTime(record: AccountRecord, now: Millis, ttlMs: number): Step {
  const edit = new AccountEdit(record);
  expire(edit, now, ttlMs);
  return edit.finish();
}

/** What moved marks make of the account's positions. */
export function reduceMarkMove(record: AccountRecord, marks: Marks, now: Millis): Step {
  const edit = new AccountEdit(record);
  reduceMarks(edit, marks, now);
  return edit.finish();
}

function dispatch(edit: AccountEdit, update: AccountUpdate, marks: Marks): void {
  switch (update.type) {
    case 'summary':
      return reduceSummary(edit, update);
    case 'positions':
      return reducePositions(edit, update, marks);
    case 'orders':
      return reduceOrders(edit, update);
    case 'trades':
      return reduceTrades(edit, update);
    case 'assets':
      return reduceAssets(edit, update);
    case 'funding':
      return reduceFunding(edit, update);
    case 'volumes':
      return reduceVolumes(edit, update);
    case 'gap':
      return reduceGap(edit, update);
    case 'unknown':
      return reduceUnknown(edit, update);
    case 'raw':
      return keepRaw(edit, update);
    case 'poll-failed':
      return fail(edit, update.sections, update.at, update.reason);
    case 'stream':
      return update.event === 'alive'
        ? markAlive(edit, update.at)
        : streamEnded(edit, update.at, update.reason);
    case 'channel':
    case 'credential':
    case 'poll-plan':
      return;
  }
}

/** Unknown on purpose is not stale: nothing is awaited, and the reason says why. */
function reduceUnknown(edit: AccountEdit, { section, reason }: UnknownUpdate): void {
  if (section === 'summary') {
    if (edit.state.summary !== null) edit.set('summary', null);
  } else {
    edit.forget(section);
    if (section === 'trades') edit.record.trades = [];
    else edit.record[section] = new Map<never, never>();
  }
  edit.section(section, { source: null, updated_at: null, confirmed_at: null, stale: false, reason });
}

function keepRaw({ record }: AccountEdit, { response, text, arrival }: RawUpdate): void {
  const asked_at = askedAt(arrival);
  if (response !== 'account' || (record.raw && record.raw.asked_at > asked_at)) return;
  const revision = (record.raw?.revision ?? 0) + (record.raw?.text === text ? 0 : 1);
  record.raw = { text, received_at: arrival.received_at, asked_at, revision };
}
