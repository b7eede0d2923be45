import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { parseDecimal, plus, toText, ZERO } from 'lighter-broadcaster-protocol/decimal';
import { notesUnder, type NoteBook } from './alert-memory.js';

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

  of(account: number, now: Millis): Decimal {
    const known = this.sums.get(account);
    return known?.day === startOfDay(now) ? known.sum : '0';
  }
}
