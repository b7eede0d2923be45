import type { AccountTexts } from './account-texts.port.js';
import type { AccountRecord } from './reduce/account-record.js';

/** The verbatim side of a record, in the order of the canonical lists; maps are built when asked for. */
export class RecordTexts implements AccountTexts {
  constructor(private readonly record: AccountRecord) {}

  get account(): string | null {
    return this.record.raw?.text ?? null;
  }

  get account_received_at(): number | null {
    return this.record.raw?.received_at ?? null;
  }

  get account_revision(): number {
    return this.record.raw?.revision ?? 0;
  }

  get orders(): ReadonlyMap<string, string> {
    const { state, orders } = this.record;
    return new Map((state.orders ?? []).map(({ order_id }) => [order_id, orders.get(order_id)!.text]));
  }

  get orderMarkets(): ReadonlyMap<string, number> {
    return new Map((this.record.state.orders ?? []).map(({ order_id, market_id }) => [order_id, market_id]));
  }

  get positions(): ReadonlyMap<number, string> {
    const rows = [...this.record.positions].sort(([a], [b]) => a - b);
    return new Map(rows.map(([marketId, row]) => [marketId, row.text]));
  }

  get assets(): ReadonlyMap<number, string> {
    return this.record.assetTexts;
  }

  get trades(): AccountTexts['trades'] {
    return new Map(
      this.record.trades.map(({ entity: { trade_id, market_id }, text }) => [trade_id, { text, market_id }]),
    );
  }
}
