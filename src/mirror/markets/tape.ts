import { entriesOf, valueOf, withValues } from '../splice.js';
import type { Keeper } from './keeper.js';

/** As many as the exchange replays. */
const KEPT = 50;

/** The last trades of a market. */
export class Tape implements Keeper {
  /** Of the last replay, the trades that are news. */
  missed: readonly string[] = [];
  private rows: string[] = [];
  private ids = new Set<string>();
  private last: string | null = null;

  /** A replay after an outage has trades that its followers know: then only the others are news, see `missed`. */
  take(kind: 'subscribed' | 'update', text: string): 'news' | 'known' {
    const rows = rowsIn(text);
    const isReplay = kind === 'subscribed' && this.last !== null;
    this.missed = isReplay ? rows.filter((row) => !this.ids.has(idOf(row))) : [];
    const fresh = rows.filter((row) => !this.ids.has(idOf(row)));
    this.rows = [...this.rows, ...fresh].slice(-KEPT);
    this.ids = new Set(this.rows.map(idOf));
    this.last = text;
    return isReplay && fresh.length === 0 ? 'known' : 'news';
  }

  /** The last trades, newest first; `null` when so many are not known. */
  newest(count: number): readonly string[] | null {
    return this.last === null || this.rows.length < count ? null : this.rows.slice(-count).reverse();
  }

  snapshot(): string | null {
    if (this.last === null) return null;
    const type = '"subscribed/trade"';
    return withValues(this.last, { trades: `[${this.rows.join(',')}]`, liquidation_trades: '[]', type });
  }
}

function rowsIn(text: string): string[] {
  const list = valueOf(text, 'trades');
  return list?.startsWith('[') ? entriesOf(list) : [];
}

function idOf(row: string): string {
  return valueOf(row, 'trade_id_str') ?? valueOf(row, 'trade_id') ?? row;
}
