import type { Arrival, Update } from '../../state/update.js';
import type { WireObject } from '../wire.js';
import { mapAsset, mapFunding, mapUserStats, mapVolumes } from './account.js';
import { asObject, integerOr, requiredRows, rows } from './fields.js';
import { accountOf, type Frame } from './frame.js';
import { MalformedFrame } from './malformed-frame.js';
import { mapMarketStats } from './market.js';
import { mapOrder, type SymbolLookup } from './order.js';
import { mapPosition } from './position.js';
import { mapTrade } from './trade.js';

export interface FrameContext {
  receivedAt: number;
  receivedMono: number;
  symbolOf: SymbolLookup;
  /** Told of what could not be read of a frame whose rest is of use. */
  unreadable: (reason: string) => void;
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
    { ...fact, type: 'summary', fields: mapUserStats(asObject(frame.body.stats, 'stats')) },
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
  if (frame.channel === 'market_stats') return [marketStats(frame.body, arrival, context.unreadable)];
  const mapChannel = ACCOUNT_CHANNELS[frame.channel ?? ''];
  return mapChannel?.(frame, { account_index: accountOf(frame), arrival }, context.symbolOf) ?? [];
}

function positions({ kind, body, document }: Frame, fact: Fact): Update {
  const mapped = requiredRows(body, 'positions').map((row) => ({
    entity: mapPosition(row),
    text: document.textOf(row),
    version: 0,
  }));
  return { ...fact, type: 'positions', mode: modeOf(kind), rows: mapped };
}

function orders({ kind, body, document }: Frame, fact: Fact, symbolOf: SymbolLookup): Update {
  const mapped = requiredRows(body, 'orders').map((row) => mapOrder(row, document, symbolOf));
  return { ...fact, type: 'orders', mode: modeOf(kind), rows: mapped };
}

/** Skips trades of other accounts, which may be among them. */
function trades({ body, document }: Frame, fact: Fact, symbolOf: SymbolLookup): Update {
  const mapped = requiredRows(body, 'trades').flatMap(
    (row) => mapTrade(row, fact.account_index, document, symbolOf) ?? [],
  );
  return { ...fact, type: 'trades', rows: mapped };
}

function assets({ kind, body }: Frame, fact: Fact): Update {
  return { ...fact, type: 'assets', mode: modeOf(kind), rows: requiredRows(body, 'assets').map(mapAsset) };
}

/** Often sent empty although funding was paid, so an empty list means nothing. */
function funding({ body, document }: Frame, fact: Fact, symbolOf: SymbolLookup): Update[] {
  const mapped = rows(body.funding_histories ?? null, 'funding_histories').map((row) =>
    mapFunding(row, document, symbolOf),
  );
  return mapped.length > 0 ? [{ ...fact, type: 'funding', rows: mapped }] : [];
}

function volumes({ body }: Frame, fact: Fact): Update[] {
  const mapped = mapVolumes(body);
  return mapped ? [{ ...fact, type: 'volumes', volumes: mapped }] : [];
}

/** `all` gives a map of markets, of which one that makes no sense hides no other; a single market gives one object. */
function marketStats(body: WireObject, arrival: Arrival, unreadable: FrameContext['unreadable']): Update {
  const stats = asObject(body.market_stats, 'market_stats');
  if (stats.market_id !== undefined) return { type: 'market-stats', rows: [mapMarketStats(stats)], arrival };
  const mapped = rows(stats, 'market_stats').flatMap((row) => {
    try {
      return [mapMarketStats(row)];
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      unreadable(`market_stats of ${String(row.symbol ?? row.market_id).slice(0, 20)}: ${error.reason}`);
      return [];
    }
  });
  return { type: 'market-stats', rows: mapped, arrival };
}

function optional(body: WireObject, field: string, map: () => Update): Update[] {
  return body[field] === undefined ? [] : [map()];
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
