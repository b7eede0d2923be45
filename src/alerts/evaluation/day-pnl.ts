import type { AccountState, Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { type FixedPoint, parseDecimal, plus, toText, ZERO } from 'lighter-broadcaster-protocol/decimal';
import { startOfLocalDay, startOfNextLocalDay } from 'lighter-broadcaster-protocol/local-day';
import { notesUnder, type NoteBook } from './alert-memory.js';
import type { SeenIds } from './seen-ids.js';

/** The longest day, on which the clocks are set back. */
const LONGEST_DAY_MS = 25 * 3_600_000;

/** Realized PnL of each account since midnight. */
export class DayPnl {
  private readonly sums = new Map<number, { day: Millis; sum: FixedPoint }>();
  /** The day that was asked for last, because the calendar of a zone is slow. */
  private today = { from: Infinity, to: -Infinity };

  /** @param zone IANA time zone, whose midnight counts */
  constructor(
    saved: Readonly<Record<string, string>>,
    private readonly notes: NoteBook,
    private readonly trades: Pick<SeenIds, 'since'>,
    private readonly zone: string,
  ) {
    for (const [account, text] of notesUnder(saved, 'pnl/')) {
      const [day, sum] = text.split(' ') as [string, string];
      this.sums.set(Number(account), { day: Number(day), sum: parseDecimal(sum) });
    }
  }

  startOfDay(at: Millis): Millis {
    if (at < this.today.from || at >= this.today.to)
      this.today = { from: startOfLocalDay(at, this.zone), to: startOfNextLocalDay(at, this.zone) };
    return this.today.from;
  }

  /** Adds the PnL of a fill that was made today. */
  add(account: number, pnl: Decimal, now: Millis): void {
    const day = this.startOfDay(now);
    const known = this.sums.get(account);
    if (known && this.isOfOtherZone(known.day, day)) return;
    const before = known?.day === day ? known.sum : ZERO;
    this.sums.set(account, { day, sum: plus(before, parseDecimal(pnl)) });
    this.notes.set(`pnl/${account}`, () => `${day} ${toText(this.sums.get(account)!.sum)}`);
  }

  /** @returns `null` while fills of the day may be missing */
  of(state: AccountState, now: Millis): Decimal | null {
    const today = this.startOfDay(now);
    if (!this.isComplete(state, today)) return null;
    const known = this.sums.get(state.account_index);
    if (known?.day === today) return toText(known.sum);
    return known && this.isOfOtherZone(known.day, today) ? null : '0';
  }

  /** Whether a saved sum is of a day of another zone that may reach into today: its fills cannot be divided any more. */
  private isOfOtherZone(day: Millis, today: Millis): boolean {
    return day !== today && today < day + LONGEST_DAY_MS && startOfLocalDay(day, this.zone) !== day;
  }

  /** Fills before the first start are known as far as the list of trades goes back. */
  private isComplete({ account_index, trades, sections, gaps }: AccountState, today: Millis): boolean {
    if (trades === null || sections.trades.stale) return false;
    if (gaps.some(({ closed_at }) => closed_at === null)) return false;
    const oldest = trades.at(-1);
    return this.trades.since(account_index) < today || !oldest || oldest.timestamp < today;
  }
}
