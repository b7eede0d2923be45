import type { Decimal } from 'lighter-broadcaster-protocol/account';
import type { Arrival } from '../../state/reported.js';
import type { Update } from '../../state/update.js';
import type { WireObject } from '../wire.js';
import { mapUserStats, mapVolumes } from './account.js';
import { asObject, decimal, entriesOf, integerOr, isDecimal, isObject, requiredEntries } from './fields.js';
import { accountOf, type Frame } from './frame.js';
import { mapMarketStats } from './market.js';
import { readAssets, readFunding, readOrders, readPositions, readTrades } from './lists.js';
import type { SymbolLookup } from './order.js';
import { readRows } from './rows.js';

export interface FrameContext {
  receivedAt: number;
  receivedMono: number;
  symbolOf: SymbolLookup;
}

/** Maps the frames of one channel; the frame's account is that of its channel. */
type ChannelMapper = (frame: Frame, fact: Fact, symbolOf: SymbolLookup) => Update[];

interface Fact {
  account_index: number;
  arrival: Arrival;
}

const ACCOUNT_CHANNELS: Record<string, ChannelMapper> = {
  account_all: (frame, fact, symbolOf) => [
    ...optional(frame.body, 'positions', () => positions(frame, fact)),
    ...optional(frame.body, 'assets', () => assets(frame, fact)),
    ...optional(frame.body, 'trades', () => trades(frame, fact, symbolOf)),
    ...funding(frame, fact, symbolOf),
    ...volumes(frame, fact),
  ],
  account_all_positions: (frame, fact) => [positions(frame, fact)],
  account_all_orders: (frame, fact, symbolOf) => [orders(frame, fact, symbolOf)],
  account_all_trades: (frame, fact, symbolOf) => [trades(frame, fact, symbolOf), ...volumes(frame, fact)],
  account_all_assets: (frame, fact) => [assets(frame, fact)],
  user_stats: (frame, fact) => [
    { ...fact, type: 'summary', ...mapUserStats(asObject(frame.body.stats, 'stats')) },
  ],
};

/** Whether `mapFrame` knows the frame's channel; report others by their channel. */
export function isMapped(frame: Frame): boolean {
  return frame.channel === 'market_stats' || Object.hasOwn(ACCOUNT_CHANNELS, frame.channel ?? '');
}

/**
 * The updates in a `subscribed` or `update` frame; none for any other frame.
 * @throws MalformedFrame
 */
export function mapFrame(frame: Frame, context: FrameContext): Update[] {
  if (!isMapped(frame) || (frame.kind !== 'subscribed' && frame.kind !== 'update')) return [];
  const arrival = arrivalOf(frame.body, context);
  if (frame.channel === 'market_stats') return [marketStats(frame, arrival)];
  const mapChannel = ACCOUNT_CHANNELS[frame.channel ?? ''];
  return mapChannel?.(frame, { account_index: accountOf(frame), arrival }, context.symbolOf) ?? [];
}

function positions(frame: Frame, fact: Fact): Update {
  const { kind, body, document } = frame;
  const read = readPositions(requiredEntries(body, 'positions'), document);
  const rounds = isObject(body.last_funding_round) ? fundingRounds(body.last_funding_round) : [];
  return {
    ...fact,
    type: 'positions',
    mode: modeOf(kind),
    ...read,
    ...frameOf(frame, 'account_all_positions'),
    ...(rounds.length > 0 && { funding_rounds: rounds }),
  };
}

/** Funding of the last round by market; rows may omit the total that includes it. */
function fundingRounds(round: WireObject): { market_id: number; amount: Decimal }[] {
  return Object.keys(round)
    .filter((id) => /^\d+$/.test(id) && isDecimal(round[id]))
    .map((id) => ({ market_id: Number(id), amount: decimal(round, id) }));
}

function orders(frame: Frame, fact: Fact, symbolOf: SymbolLookup): Update {
  const { kind, body, document } = frame;
  const read = readOrders(requiredEntries(body, 'orders'), document, symbolOf);
  return {
    ...fact,
    type: 'orders',
    mode: modeOf(kind),
    ...read,
    ...frameOf(frame, 'account_all_orders'),
  };
}

/** A snapshot carries no history and may omit its empty list; in an update a missing list would hide a fill. */
function trades(frame: Frame, fact: Fact, symbolOf: SymbolLookup): Update {
  const { kind, body, document } = frame;
  const entries = kind === 'subscribed' && body.trades === undefined ? [] : requiredEntries(body, 'trades');
  const read = readTrades(entries, fact.account_index, document, symbolOf);
  return { ...fact, type: 'trades', mode: modeOf(kind), ...read, ...frameOf(frame, 'account_all_trades') };
}

function assets({ kind, body, document }: Frame, fact: Fact): Update {
  const read = readAssets(requiredEntries(body, 'assets'), document);
  return { ...fact, type: 'assets', mode: modeOf(kind), ...read };
}

/** Often sent empty although funding was paid, so an empty list means nothing. */
function funding({ body, document }: Frame, fact: Fact, symbolOf: SymbolLookup): Update[] {
  const read = readFunding(
    entriesOf(body.funding_histories ?? null, 'funding_histories'),
    document,
    symbolOf,
  );
  return read.rows.length > 0 || read.unreadable ? [{ ...fact, type: 'funding', ...read }] : [];
}

function volumes({ body }: Frame, fact: Fact): Update[] {
  const mapped = mapVolumes(body);
  return mapped ? [{ ...fact, type: 'volumes', volumes: mapped }] : [];
}

/** `all` has a map of markets; a single market has one object. */
function marketStats({ body, document }: Frame, arrival: Arrival): Update {
  const stats = asObject(body.market_stats, 'market_stats');
  const entries = stats.market_id === undefined ? entriesOf(stats, 'market_stats') : [stats];
  return {
    type: 'market-stats',
    ...readRows(entries, 'market_stats', ['market_id'], (row) => ({
      ...mapMarketStats(row),
      text: document.textOf(row),
    })),
    arrival,
  };
}

function optional(body: WireObject, field: string, map: () => Update): Update[] {
  return body[field] === undefined ? [] : [map()];
}

/** The text of an update of the list's own channel; `account_all` carries other lists beside it. */
function frameOf({ kind, channel, text }: Frame, own: string): { frame?: string } {
  return kind === 'update' && channel === own ? { frame: text } : {};
}

function modeOf(kind: Frame['kind']): 'snapshot' | 'update' {
  return kind === 'subscribed' ? 'snapshot' : 'update';
}

/** `timestamp` is in ms, `transaction_time` in µs; most channels have neither. */
function arrivalOf(body: WireObject, { receivedAt, receivedMono }: FrameContext): Arrival {
  const micros = integerOr(body, 'transaction_time', null);
  const exchangeAt = micros === null ? integerOr(body, 'timestamp', null) : Math.floor(micros / 1000);
  return { source: 'stream', received_at: receivedAt, received_mono: receivedMono, exchange_at: exchangeAt };
}
