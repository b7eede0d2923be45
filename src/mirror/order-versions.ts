import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { RowFeed } from '../state/row-feed.port.js';

/** Counts what happens to the orders of each account, ends of orders that were never seen live included. */
@Injectable()
export class OrderVersions implements OnModuleInit, OnModuleDestroy {
  private readonly counts = new Map<number, number>();
  private stop: () => void = () => undefined;

  constructor(private readonly rows: RowFeed) {}

  onModuleInit(): void {
    this.stop = this.rows.onCommit(({ update, before, after }) => {
      if (update.type !== 'orders' && update.type !== 'trades') return;
      const isNews =
        before.orders !== after.orders ||
        before.finals !== after.finals ||
        before.state.trades !== after.state.trades;
      if (isNews) this.counts.set(update.account_index, this.of(update.account_index) + 1);
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  of(account: number): number {
    return this.counts.get(account) ?? 0;
  }
}
