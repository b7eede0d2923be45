import type { Account } from './account.js';
import type { Funding, Order, Trade } from './records.js';

/** Changes of one account in one transaction. */
export interface TransactionChange {
  readonly account: Account;
  readonly orders: Set<Order>;
  readonly trades: Trade[];
  /** Markets whose position row changed (order counts included). */
  readonly markets: Set<number>;
  readonly fundings: Funding[];
  collateral: boolean;
}

/** Called for every transaction, after it completes and before the next begins. */
export interface ExchangeListener {
  accountChanged(change: TransactionChange): void;
  /** Marks have moved. */
  pricesMoved(marketIds: readonly number[]): void;
}

/** Collects the changes of a transaction and notifies listeners once, when the outermost one ends. */
export class Changes {
  private readonly open = new Map<Account, TransactionChange>();
  private depth = 0;

  constructor(private readonly listeners: ReadonlySet<ExchangeListener>) {}

  of(account: Account): TransactionChange {
    const known = this.open.get(account);
    if (known) return known;
    const change = {
      account,
      orders: new Set<Order>(),
      trades: [],
      markets: new Set<number>(),
      fundings: [],
      collateral: false,
    };
    this.open.set(account, change);
    return change;
  }

  run<T>(task: () => T): T {
    this.depth += 1;
    try {
      return task();
    } finally {
      this.depth -= 1;
      if (this.depth === 0) this.publish();
    }
  }

  private publish(): void {
    const changes = [...this.open.values()];
    this.open.clear();
    for (const change of changes) {
      change.account.version += 1;
      for (const listener of this.listeners) listener.accountChanged(change);
    }
  }
}
