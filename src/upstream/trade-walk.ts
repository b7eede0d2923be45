import type { Millis } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { TradesUpdate } from '../state/update.js';
import type { TradePage } from './trade-history.port.js';

/** The exchange keeps no more trades of an account. */
export const TRADES_KEPT_BY_EXCHANGE = 3000;
/** Number of pages that hold all of them. */
const MOST_PAGES = 30;

/** Where a walk may stop: at the first of these that it reaches. */
export interface WalkTarget {
  /** This trade and all before it are known; `null`: none is. */
  floor: string | null;
  /** Nothing older than this, by the exchange's clock, is missing; `null`: unknown. */
  olderThan: Millis | null;
  /** The exchange lists trades up to this much late, so the walk continues past the floor by as much. */
  settleMs: number;
}

export interface WalkResult {
  complete: boolean;
  /** Why it is not complete, else `null`. */
  reason: string | null;
}

/**
 * One walk through an account's trades from the newest down to a target (pure). It takes one page at a time, so it can be
 * interrupted between any two and continued.
 */
export class TradeWalk {
  private next: string | null = null;
  private pages = 0;
  private readonly read = new Set<string>();
  private readonly cursors = new Set<string>();
  private unreadable = 0;
  /** Time of the first trade found at or below the floor. */
  private floorTime: Millis | null = null;
  private ended: WalkResult | null = null;

  constructor(private readonly target: WalkTarget) {}

  /** Where the next page begins; `null`: at the newest trade. */
  get cursor(): string | null {
    return this.next;
  }

  get hasBegun(): boolean {
    return this.pages > 0;
  }

  /** `null` until it ends. */
  get result(): WalkResult | null {
    return this.ended;
  }

  take(page: TradePage): void {
    const before = this.read.size;
    const isReached = this.look(page.update);
    this.pages += 1;
    this.unreadable += page.unreadable.filter((id) => id === null || !this.isKnown(id)).length;
    const isNew = this.read.size > before || page.unreadable.length > 0;
    const { nextCursor } = page;
    if (isReached) this.end(true, null);
    else if (nextCursor === null) this.endOfList();
    else if (this.pages >= MOST_PAGES) this.endOfList();
    else if (!isNew || this.cursors.has(nextCursor)) this.end(false, 'the exchange repeats a page of trades');
    else this.cursors.add((this.next = nextCursor));
  }

  /** Whether the rows reach the target. */
  private look({ rows }: TradesUpdate): boolean {
    const { olderThan, settleMs } = this.target;
    let isReached = false;
    for (const { entity } of rows) {
      this.read.add(entity.trade_id);
      if (this.isKnown(entity.trade_id)) this.floorTime ??= entity.timestamp;
      isReached ||= this.floorTime !== null && entity.timestamp <= this.floorTime - settleMs;
      isReached ||= olderThan !== null && entity.timestamp <= olderThan;
    }
    return isReached;
  }

  private isKnown(tradeId: string): boolean {
    return this.target.floor !== null && compareIds(tradeId, this.target.floor) <= 0;
  }

  private endOfList(): void {
    const { floor } = this.target;
    const count = this.read.size + this.unreadable;
    const isWhole = count < TRADES_KEPT_BY_EXCHANGE && this.pages < MOST_PAGES;
    if (this.floorTime !== null || (floor === null && isWhole)) return this.end(true, null);
    this.end(
      false,
      isWhole
        ? `the exchange no longer lists trade ${floor}, at which the gap begins`
        : `beyond the ${TRADES_KEPT_BY_EXCHANGE.toLocaleString('en-US')} trades that the exchange keeps`,
    );
  }

  private end(complete: boolean, reason: string | null): void {
    if (complete && this.unreadable > 0) {
      complete = false;
      reason = `${this.unreadable} of the trades listed by the exchange cannot be read`;
    }
    this.ended = { complete, reason };
  }
}
