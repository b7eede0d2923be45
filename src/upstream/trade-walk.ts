import type { Millis } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { TradesUpdate } from '../state/update.js';
import type { WalkProgress } from './gap-log.port.js';
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
 * interrupted between any two and continued. It leaves out what an earlier walk has read.
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
  private top: string | null = null;
  private bottom: string | null = null;
  /** Trades that the earlier walk read and this one leaves out. */
  private leftOut = 0;
  private leaped: WalkProgress | null = null;

  /** @param earlier how far a walk to the same target came in an earlier life */
  constructor(
    private readonly target: WalkTarget,
    private readonly earlier: WalkProgress | null = null,
  ) {}

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

  /** The next page is the first below what the earlier walk has read. */
  get isLeaping(): boolean {
    return this.leaped !== null;
  }

  /** @param settledAt see `WalkProgress` @returns `null` when there is nothing to continue */
  progress(settledAt: Millis): WalkProgress | null {
    const { top, bottom, next: cursor } = this;
    if (top === null || bottom === null || cursor === null || this.ended || this.isLeaping) return null;
    return {
      top,
      bottom,
      settled_at: settledAt,
      cursor,
      pages: this.pages,
      trades: this.read.size + this.leftOut,
      unreadable: this.unreadable,
      floor: this.target.floor,
      floor_time: this.floorTime,
    };
  }

  /** @throws LostPlace when the page after a leap does not continue what was read before */
  verify({ update, nextCursor }: TradePage): void {
    const { leaped } = this;
    const isBelow = update.rows.some(({ entity }) => compareIds(entity.trade_id, leaped!.bottom) < 0);
    if (!isBelow && nextCursor !== null) throw new LostPlace();
  }

  /** @param mayLeap whether all that the earlier walk read may be left out now */
  take(page: TradePage, mayLeap = false): void {
    this.leaped = null;
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
    else {
      this.cursors.add((this.next = nextCursor));
      if (mayLeap && this.earlier && this.meets(page.update, this.earlier)) this.leap(this.earlier);
    }
  }

  /** Whether a page reaches into what the earlier walk has read, where nothing can have been listed late since. */
  private meets({ rows }: TradesUpdate, { top, bottom, settled_at }: WalkProgress): boolean {
    return rows.some(
      ({ entity: { trade_id, timestamp } }) =>
        compareIds(trade_id, top) <= 0 && compareIds(trade_id, bottom) > 0 && timestamp <= settled_at,
    );
  }

  private leap(earlier: WalkProgress): void {
    this.leaped = earlier;
    this.next = earlier.cursor;
    this.bottom = earlier.bottom;
    this.pages = Math.max(this.pages, earlier.pages);
    const again = [...this.read].filter((id) => compareIds(id, earlier.top) <= 0).length;
    this.leftOut = Math.max(0, earlier.trades - again);
    this.unreadable = Math.max(this.unreadable, earlier.unreadable);
    if (earlier.floor === this.target.floor) this.floorTime = earlier.floor_time;
  }

  /** Whether the rows reach the target. */
  private look({ rows }: TradesUpdate): boolean {
    const { olderThan, settleMs } = this.target;
    let isReached = false;
    for (const { entity } of rows) {
      const id = entity.trade_id;
      this.read.add(id);
      if (this.top === null || compareIds(id, this.top) > 0) this.top = id;
      if (this.bottom === null || compareIds(id, this.bottom) < 0) this.bottom = id;
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
    const count = this.read.size + this.leftOut + this.unreadable;
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

/** The place of an earlier walk is not found again: everything has to be read. */
export class LostPlace extends Error {
  constructor() {
    super('the exchange does not continue where the reading had stopped');
    this.name = 'LostPlace';
  }
}
