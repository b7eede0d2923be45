import type { AccountState, Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { parseDecimal, plus, toText, ZERO } from 'lighter-broadcaster-protocol/decimal';
import { notesUnder, type NoteBook } from './alert-memory.js';
import type { SeenIds } from './seen-ids.js';

const DAY_MS = 86_400_000;

export function startOfDay(at: Millis): Millis {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** Realized PnL of each account since midnight UTC. */
export class DayPnl {
  private readonly sums = new Map<number, { day: Millis; sum: Decimal }>();

  constructor(
    saved: Readonly<Record<string, string>>,
    private readonly notes: NoteBook,
    private readonly trades: Pick<SeenIds, 'since'>,
  ) {
    for (const [account, text] of notesUnder(saved, 'pnl/')) {
      const [day, sum] = text.split(' ') as [string, string];
      this.sums.set(Number(account), { day: Number(day), sum });
    }
  }

  /** Adds the PnL of a fill that was made today. */
  add(account: number, pnl: Decimal, now: Millis): void {
    const day = startOfDay(now);
    const known = this.sums.get(account);
    const before = known?.day === day ? parseDecimal(known.sum) : ZERO;
    const sum = toText(plus(before, parseDecimal(pnl)));
    this.sums.set(account, { day, sum });
    this.notes.set(`pnl/${account}`, () => `${day} ${this.sums.get(account)?.sum ?? sum}`);
  }

  /** @returns `null` while fills of the day may be missing */
  of(state: AccountState, now: Millis): Decimal | null {
    const today = startOfDay(now);
    if (!this.isComplete(state, today)) return null;
    const known = this.sums.get(state.account_index);
    return known?.day === today ? known.sum : '0';
  }

  /** Fills before the first start are known as far as the list of trades goes back. */
  private isComplete({ account_index, trades, sections, gaps }: AccountState, today: Millis): boolean {
    if (trades === null || sections.trades.stale) return false;
    if (gaps.some(({ closed_at }) => closed_at === null)) return false;
    const oldest = trades.at(-1);
    return this.trades.since(account_index) < today || !oldest || oldest.timestamp < today;
  }
}
