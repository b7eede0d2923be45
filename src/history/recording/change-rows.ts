import type { AccountState, Position } from 'lighter-broadcaster-protocol/account';
import type { AccountTextSource } from '../../state/account-texts.port.js';
import type { ChangeFeed } from '../../state/change-feed.port.js';
import type { AccountChange, Change, StreamPosition } from '../../state/change.js';
import type { ListDelta } from 'lighter-broadcaster-protocol/delta';
import { besideMark } from '../../state/reduce/mark.js';
import type { AccountUpdate, TradesUpdate } from '../../state/update.js';
import type { OpenRows } from '../history-store.port.js';
import { OrderLog } from './order-log.js';
import { OutageLog } from './outage-log.js';
import { PositionLog } from './position-log.js';
import type { HistoryRow } from '../row.js';
import {
  fundingRow,
  snapshotRow,
  tradeRow,
  type Origin,
  type RowContext,
  type SnapshotReason,
} from './row-builders.js';

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Turns changes into rows. Gaps are not among them: GapLog writes those before they become changes. */
export class ChangeRows {
  private readonly positions: PositionLog;
  private readonly outages: OutageLog;
  private readonly orders: OrderLog;

  constructor(
    private readonly feed: Pick<ChangeFeed, 'account' | 'market'>,
    private readonly texts: AccountTextSource,
    open: OpenRows,
  ) {
    this.positions = new PositionLog(open.positions);
    this.outages = new OutageLog(open.outages);
    this.orders = new OrderLog(open.orders);
  }

  /** @param cause the update behind the change, `null` when unknown */
  of(change: Change, cause: AccountUpdate | null): HistoryRow[] {
    switch (change.entity) {
      case 'account':
        return this.ofAccount(change, cause);
      case 'link':
        return this.outages.rows(change.links, timeOf(change), originOf(change));
      case 'market':
      case 'incident':
      case 'alert':
        return [];
    }
  }

  /** Rows of trades that are no change, because the state knows them already. @param position of the account's stream now */
  ofTrades({ account_index, arrival, rows }: TradesUpdate, position: StreamPosition): HistoryRow[] {
    const { received_at } = arrival;
    const origin = { epoch: position.epoch, seq: position.seq, received_at };
    return rows.map(({ entity, text }) =>
      tradeRow(entity, { account_index, at: received_at, origin, raw: text, symbolOf: this.symbolOf }),
    );
  }

  private ofAccount(change: AccountChange, cause: AccountUpdate | null): HistoryRow[] {
    const { account_index: index, delta } = change;
    const state = this.feed.account(index);
    if (!state) return [];
    const rawTexts = rawTextsOf(cause);
    const context = this.contexts(change);
    const contextOf = (id: string): RowContext => context(rawTexts.get(id));
    const rows: HistoryRow[] = [];
    for (const trade of listedIn(delta.trades)) rows.push(tradeRow(trade, contextOf(trade.trade_id)));
    for (const funding of listedIn(delta.funding))
      rows.push(fundingRow(funding, contextOf(funding.funding_id)));
    if (delta.orders) {
      const whole = 'set' in delta.orders || (cause?.type === 'orders' && cause.mode === 'snapshot');
      rows.push(...this.orders.rows(delta.orders, contextOf, index, whole ? state.orders : null));
    }
    if (delta.positions && state.positions) {
      const rawTextFor = (id: number): string | undefined =>
        rawTexts.get(String(id)) ?? this.texts.texts(index)?.positions.get(id);
      rows.push(...this.positionRows(change, cause, state, (id) => context(rawTextFor(id))));
    }
    return rows;
  }

  private positionRows(
    change: AccountChange,
    cause: AccountUpdate | null,
    state: AccountState,
    contextOf: (marketId: number) => RowContext,
  ): HistoryRow[] {
    const ended = lastForms(listedIn(change.delta.positions), cause);
    const rows = this.positions.rows(state.positions ?? [], ended, contextOf, change.account_index);
    const notable = rows
      .map((row) => row.event as SnapshotReason | 'changed')
      .find((event) => event !== 'changed');
    const snapshot = notable && snapshotRow(state, notable, timeOf(change), originOf(change));
    return [
      ...rows.map((values): HistoryRow => ({ table: 'positions', values })),
      ...(snapshot ? [snapshot] : []),
    ];
  }

  private contexts(change: AccountChange): (raw: string | undefined) => RowContext {
    return (raw) => ({
      account_index: change.account_index,
      at: timeOf(change),
      origin: originOf(change),
      raw: raw ?? null,
      symbolOf: this.symbolOf,
    });
  }

  /** `null` while the market's symbol is unknown: until then its id stands in for it. */
  private readonly symbolOf = (id: number): string | null => {
    const symbol = this.feed.market(id)?.symbol ?? null;
    return symbol === String(id) ? null : symbol;
  };
}

/** The exchange's raw text of each entity in an update, by id. */
function rawTextsOf(update: AccountUpdate | null): ReadonlyMap<string, string> {
  switch (update?.type) {
    case 'trades':
      return new Map(update.rows.map(({ entity, text }) => [entity.trade_id, text]));
    case 'orders':
      return new Map(update.rows.map(({ entity, text }) => [entity.order_id, text]));
    case 'funding':
      return new Map(update.rows.map(({ entity, text }) => [entity.funding_id, text]));
    case 'positions':
      return new Map(update.rows.map(({ entity, text }) => [String(entity.market_id), text]));
    default:
      return NOTHING;
  }
}

/**
 * The last form of each position that moved. After a crash the state starts empty, so a position that went flat meanwhile appears
 * in the update only.
 */
function lastForms(moved: readonly Position[], update: AccountUpdate | null): ReadonlyMap<number, Position> {
  const reported =
    update?.type === 'positions' ? update.rows.map(({ entity }) => besideMark(entity, null)) : [];
  return new Map([...reported, ...moved].map((position) => [position.market_id, position]));
}

function listedIn<T>(delta: ListDelta<T> | undefined): T[] {
  if (!delta) return [];
  return ('set' in delta ? delta.set : delta.upsert) ?? [];
}

function timeOf(change: Change): number {
  return change.ts.exchange ?? change.ts.received;
}

function originOf(change: Change): Origin {
  return { epoch: change.epoch, seq: change.seq, received_at: change.ts.received };
}
