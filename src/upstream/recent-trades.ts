import type { Millis } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { TradesUpdate } from '../state/update.js';

/** Number of ids kept, a few pages' worth, for audits to compare with. */
const KEPT = 1_000;

/**
 * The trades of one account that arrived (pure; `now` is `Clock.monotonic()`). A trade is settled once it arrived so
 * long ago that the exchange can no longer list an earlier one late.
 */
export class RecentTrades {
  private newestId: string | null = null;
  private newestTime: Millis | null = null;
  private newestAt = 0;
  private settledId: string | null = null;
  private readonly unsettled: { id: string; at: number }[] = [];
  /** Ids that arrived in this life, in the order of arrival, and when the first trade of each was made. */
  private readonly ids = new Map<string, Millis>();

  constructor(private readonly settleMs: number) {}

  get newest(): string | null {
    return this.newestId;
  }

  has(tradeId: string): boolean {
    return this.ids.has(tradeId);
  }

  /** Starts with the ids known to an earlier process, or with none after a reset of the exchange. */
  begin(lastTradeId: string | null, now: number): void {
    this.newestId = lastTradeId;
    this.newestTime = null;
    this.newestAt = now;
    this.settledId = lastTradeId;
    this.unsettled.length = 0;
    this.ids.clear();
  }

  add({ rows }: TradesUpdate, now: number): void {
    for (const { entity } of rows) {
      const { trade_id: id, timestamp } = entity;
      if (!this.ids.has(id)) {
        this.unsettled.push({ id, at: now });
        this.ids.set(id, timestamp);
      }
      if (this.newestId !== null && compareIds(id, this.newestId) <= 0) continue;
      this.newestId = id;
      this.newestTime = timestamp;
      this.newestAt = now;
    }
    for (const id of this.ids.keys()) {
      if (this.ids.size <= KEPT) break;
      this.ids.delete(id);
    }
  }

  /** The highest id at which a gap that opens now may begin; `null`: none. */
  settled(now: number): string | null {
    while (this.unsettled.length > 0 && now - this.unsettled[0]!.at >= this.settleMs) {
      const { id } = this.unsettled.shift()!;
      if (this.settledId === null || compareIds(id, this.settledId) > 0) this.settledId = id;
    }
    return this.settledId;
  }

  /** Trades of a page, made before `until`, that never arrived although an earlier trade of the page did. */
  missedIn({ rows }: TradesUpdate, until: Millis | null): string[] {
    const lowest = rows.findLast(({ entity }) => this.ids.has(entity.trade_id))?.entity.trade_id;
    if (until === null || lowest === undefined) return [];
    return rows
      .filter(({ entity }) => entity.timestamp <= until && !this.ids.has(entity.trade_id))
      .map(({ entity }) => entity.trade_id)
      .filter((id) => compareIds(id, lowest) > 0);
  }

  /** The highest id that arrived and is lower than all of these; `null`: none. */
  below(tradeIds: readonly string[]): string | null {
    const lowest = tradeIds.toSorted(compareIds)[0];
    if (lowest === undefined) return null;
    return (
      [...this.ids.keys()].filter((id) => compareIds(id, lowest) < 0).reduce<string | null>(higher, null) ??
      null
    );
  }

  /**
   * Whether the stream delivers a trade made later than the newest one, yet with a lower id, or one whose id another
   * had: worth a check, no more.
   */
  looksReset({ rows }: TradesUpdate): boolean {
    const { newestId, newestTime } = this;
    if (this.reusesId(rows)) return true;
    if (newestId === null || newestTime === null) return false;
    return rows.some(
      ({ entity }) =>
        entity.timestamp > newestTime + this.settleMs && compareIds(entity.trade_id, newestId) < 0,
    );
  }

  /**
   * Whether the newest page shows that the exchange restarted its ids: all its ids are lower than that of a trade that
   * arrived long ago, yet one of its trades was made later; or one has the id of another. A page that only lags lists
   * earlier ones. The time of a trade of an earlier life is unknown.
   */
  isReset({ rows }: TradesUpdate, now: number): boolean {
    const { newestId, newestTime } = this;
    const [first] = rows;
    if (this.reusesId(rows)) return true;
    if (newestId === null || !first || now - this.newestAt < this.settleMs) return false;
    if (newestTime !== null && first.entity.timestamp <= newestTime) return false;
    return rows.every(({ entity }) => compareIds(entity.trade_id, newestId) < 0);
  }

  /** Whether a trade was made clearly later than the known one that has its id. */
  private reusesId(rows: TradesUpdate['rows']): boolean {
    return rows.some(
      ({ entity }) => entity.timestamp > (this.ids.get(entity.trade_id) ?? Infinity) + this.settleMs,
    );
  }
}

function higher(a: string | null, b: string): string {
  return a === null || compareIds(b, a) > 0 ? b : a;
}
