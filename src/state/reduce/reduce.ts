import { isDeepStrictEqual } from 'node:util';
import { SECTIONS } from 'lighter-broadcaster-protocol/account';
import { AccountEdit, type Step } from './account-edit.js';
import { type AccountRecord, PARTS } from './account-record.js';
import type { Now, ReduceContext } from './context.js';
import { askedAt } from './disputes.js';
import { letGo, letGoPrivate, markAlive, streamEnded, taint } from './evidence.js';
import { judge, judgeAfter } from './freshness.js';
import { reduceAssets, reduceFunding, reduceGap, reduceVolumes } from './reduce-money.js';
import { type MarketSymbols, reduceNames } from './reduce-names.js';
import { reduceOrders } from './reduce-orders.js';
import { reduceMarks } from './reduce-marks.js';
import { reducePositions } from './reduce-positions.js';
import { reduceSummary } from './reduce-summary.js';
import { reduceTrades } from './reduce-trades.js';
import type {
  AccountUpdate,
  StreamChannelUpdate,
  CredentialUpdate,
  LabelUpdate,
  PollFailedUpdate,
  RawUpdate,
  StreamUpdate,
  UnknownUpdate,
} from '../update.js';

/**
 * Applies an update to an account. Pure, and the only place that merges, removes duplicates, decides which source is
 * right and drops what is older.
 */
export function reduce(
  record: AccountRecord,
  update: AccountUpdate,
  context: ReduceContext,
  now: Now | null = nowOf(update),
): Step {
  const edit = new AccountEdit(record);
  dispatch(edit, update, context);
  if (now && isData(update)) judgeAfter(edit, update.type, context, now.mono, now.wall);
  else if (now) judge(edit, context, now.mono, now.wall);
  return edit.finish();
}

/** Applies the passing of time to an account: sections without evidence turn stale. */
export function reduceTime(record: AccountRecord, context: ReduceContext, now: Now): Step {
  const edit = new AccountEdit(record);
  judge(edit, context, now.mono, now.wall);
  return edit.finish();
}

/** The wall clock was stepped: sections are shown with the age that they have. */
export function reduceClockStep(record: AccountRecord, byMs: number): Step {
  const edit = new AccountEdit(record);
  const shifted = (at: number | null): number | null => (at === null ? null : at + byMs);
  for (const name of SECTIONS) {
    const section = edit.state.sections[name];
    const [updated_at, confirmed_at] = [shifted(section.updated_at), shifted(section.confirmed_at)];
    edit.section(name, { ...section, updated_at, confirmed_at });
  }
  return edit.finish();
}

/** Applies a new generation of marks to the account's positions. */
export function reduceMarkMove(record: AccountRecord, context: ReduceContext, now: Now): Step {
  const edit = new AccountEdit(record);
  reduceMarks(edit, context, now);
  judge(edit, context, now.mono, now.wall);
  return edit.finish();
}

/** Applies newly known market names to the account's rows. */
export function reduceMarketNames(record: AccountRecord, symbols: MarketSymbols): Step {
  const edit = new AccountEdit(record);
  reduceNames(edit, symbols);
  return edit.finish();
}

/** The event loop stood still until `now`: what the stream holds counts again after the pong of a later ping. */
export function reduceDistrust(record: AccountRecord, context: ReduceContext, now: Now): Step {
  const edit = new AccountEdit(record);
  if (PARTS.some((part) => record.evidence[part].held)) edit.record.distrustedSince = now.mono;
  judge(edit, context, now.mono, now.wall);
  return edit.finish();
}

/** What the exchange reports of an account; other updates change what any section is judged by. */
function isData(update: AccountUpdate): boolean {
  return 'arrival' in update && update.type !== 'unknown';
}

/**
 * When an update came; `null` for gaps, labels and texts, which are no evidence of any section. What the first gap lets
 * count is judged at the next check.
 */
function nowOf(update: AccountUpdate): Now | null {
  if (update.type === 'gap' || update.type === 'label' || update.type === 'raw') return null;
  if ('arrival' in update) return { mono: update.arrival.received_mono, wall: update.arrival.received_at };
  return { mono: update.mono, wall: update.at };
}

function dispatch(edit: AccountEdit, update: AccountUpdate, context: ReduceContext): void {
  if ('arrival' in update && update.arrival.source === 'stream')
    markAlive(edit, update.arrival.received_mono, null);
  noteProof(edit, update);
  switch (update.type) {
    case 'summary':
      return reduceSummary(edit, update, context);
    case 'positions':
      return reducePositions(edit, update, context);
    case 'orders':
      return reduceOrders(edit, update);
    case 'trades':
      return reduceTrades(edit, update);
    case 'assets':
      return reduceAssets(edit, update, context);
    case 'funding':
      return reduceFunding(edit, update);
    case 'volumes':
      return reduceVolumes(edit, update);
    case 'gap':
      return reduceGap(edit, update);
    case 'label':
      return reduceLabel(edit, update);
    case 'unknown':
      return reduceUnknown(edit, update);
    case 'raw':
      return keepRaw(edit, update);
    case 'poll-failed':
      return pollFailed(edit, update);
    case 'stream':
      return streamChanged(edit, update);
    case 'channel':
      return channelChanged(edit, update);
    case 'credential':
      return credentialChanged(edit, update);
    case 'poll-plan':
      edit.record.plan = update.intervals_ms;
      return;
  }
}

/** Orders and fills need a credential, so they prove that the exchange accepts it; `account` is public. */
function noteProof({ record }: AccountEdit, update: AccountUpdate): void {
  if (update.type !== 'orders' && update.type !== 'trades') return;
  record.proofAsk = null;
  if (update.arrival.source === 'rest') record.authenticatedAt = askedAt(update.arrival);
  else record.gatedFrameAt = update.arrival.received_mono;
}

/** Unknown on purpose is not stale: nothing is awaited, and the reason says why. */
function reduceUnknown(edit: AccountEdit, { section, reason }: UnknownUpdate): void {
  switch (section) {
    case 'summary':
    case 'volumes':
      if (edit.state[section] !== null) edit.set(section, null);
      break;
    case 'requirements':
    case 'marks':
      break;
    default:
      edit.forget(section);
      if (section === 'trades') edit.record.trades = [];
      else if (section === 'orders' || section === 'positions')
        edit.record[section] = new Map<never, never>();
  }
  edit.section(section, { source: null, updated_at: null, confirmed_at: null, stale: false, reason });
}

function reduceLabel(edit: AccountEdit, { label }: LabelUpdate): void {
  if (!isDeepStrictEqual(edit.state.label, label)) edit.set('label', label);
}

function keepRaw({ record }: AccountEdit, { text, arrival }: RawUpdate): void {
  const asked = askedAt(arrival);
  if ((record.rawAskedAt ?? -Infinity) > asked) return;
  record.rawAskedAt = asked;
  const revision = (record.raw?.revision ?? 0) + (record.raw?.text === text ? 0 : 1);
  record.raw = { text, received_at: arrival.received_at, revision };
}

function pollFailed(edit: AccountEdit, { sections, reason }: PollFailedUpdate): void {
  for (const name of sections) if (name !== 'marks') edit.evidence(name, { failure: reason });
}

function streamChanged(edit: AccountEdit, { event, mono, probe_mono, reason }: StreamUpdate): void {
  if (event === 'alive') markAlive(edit, mono, probe_mono);
  else streamEnded(edit, mono, reason);
}

/** A credential that merely is renewed leaves what is held alone; one that was refused makes it wait for a confirmation. */
function credentialChanged(edit: AccountEdit, { standing, reason, mono }: CredentialUpdate): void {
  const { record } = edit;
  const before = record.credential;
  const renewed = standing === 'good' && (before === null || before.standing === 'good');
  record.credential = { standing, reason, mono: renewed ? (before?.mono ?? -Infinity) : mono };
  if (standing !== 'good') letGoPrivate(edit, `credential ${standing}`);
}

/** One channel is not followed any more, or a frame of it was not readable, while its connection lives. */
function channelChanged(edit: AccountEdit, { part, event, mono, reason }: StreamChannelUpdate): void {
  if (event === 'unreadable') taint(edit, part, mono, reason);
  else if (edit.record.evidence[part].held) letGo(edit, part, mono, reason);
}
