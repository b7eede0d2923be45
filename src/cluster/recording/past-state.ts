import type { OpenRows } from '../../history/history-store.port.js';
import { orderRow, positionRow, type RowContext } from '../../history/recording/row-builders.js';
import type { Engine } from '../engine.port.js';
import { readSharedState, type SharedState } from '../shared-state.js';

/** The state that the leader before published, read once when a process takes over. */
export class PastState {
  private reading: Promise<SharedState | null> | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly share: string,
  ) {}

  /** @returns `null` when the engine has none */
  read(): Promise<SharedState | null> {
    return (this.reading ??= readSharedState(this.engine, this.share));
  }

  /** Frees the memory once everything that continues from it has begun. */
  forget(): void {
    this.reading = null;
  }
}

/** The rows of open positions and live orders, as last recorded: rows and state are appended together, so they agree. */
export function openRowsOf({ head, accounts, markets }: SharedState): Omit<OpenRows, 'outages'> {
  const symbols = new Map(markets.map(({ market_id, symbol }) => [market_id, symbol]));
  const open: Omit<OpenRows, 'outages'> = { positions: [], orders: [] };
  for (const [account_index, { seq, state }] of accounts) {
    const context: RowContext = {
      account_index,
      at: 0,
      origin: { epoch: head.epoch, seq, received_at: 0 },
      raw: null,
      symbolOf: (id) => symbols.get(id) ?? null,
    };
    for (const position of state.positions ?? [])
      open.positions.push(positionRow(position, 'changed', context));
    for (const order of state.orders ?? []) open.orders.push(orderRow(order, context));
  }
  return open;
}
