/** A trade by its two fields that together identify it. */
export interface Fill {
  trade_id: unknown;
  timestamp: unknown;
}

/** Which trade it is. The id alone is not enough: an exchange that was reset gives the same ids again. */
export function fillKey({ trade_id, timestamp }: Fill): string {
  return `${String(trade_id)}@${String(timestamp)}`;
}

/** The fills that the product sent to clients, over all its lives. */
export class SentFills {
  /** Fills that one life sent more than once, `account/key`. */
  readonly again: string[] = [];
  private readonly byAccount = new Map<number, Set<string>>();
  private inThisLife = new Set<string>();

  /** A new life may send again what an earlier one sent. */
  beginLife(): void {
    this.inThisLife = new Set();
  }

  /** @param areNew whether the fills are sent as new ones, unlike those of a snapshot */
  note(account: number, fills: readonly Fill[], areNew: boolean): void {
    const sent = this.byAccount.get(account) ?? new Set<string>();
    this.byAccount.set(account, sent);
    for (const fill of fills) {
      const key = `${account}/${fillKey(fill)}`;
      if (areNew && this.inThisLife.has(key)) this.again.push(key);
      this.inThisLife.add(key);
      sent.add(fillKey(fill));
    }
  }

  has(account: number, fill: Fill): boolean {
    return this.byAccount.get(account)?.has(fillKey(fill)) ?? false;
  }
}
