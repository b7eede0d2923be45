import { valueOf } from '../splice.js';
import type { Keeper } from './keeper.js';

interface Side {
  asks: Map<string, string>;
  bids: Map<string, string>;
}

/** The book of a market: keeps every level as the exchange spelled it, and checks the chain of nonces. */
export class Book implements Keeper {
  private sides: Side | null = null;
  private nonce = '';
  /** The last frame's text around its levels. */
  private last = '';

  take(kind: 'subscribed' | 'update', text: string): 'news' | 'known' | 'gap' {
    const part = valueOf(text, 'order_book') ?? '{}';
    const nonce = valueOf(part, 'nonce') ?? '';
    if (kind === 'update') {
      if (!this.sides || valueOf(part, 'begin_nonce') !== this.nonce) return 'gap';
      this.apply(this.sides, part);
    } else {
      this.sides = { asks: new Map(), bids: new Map() };
      this.apply(this.sides, part);
    }
    this.nonce = nonce;
    this.last = text;
    // A book that was subscribed anew replaces what its followers have.
    return 'news';
  }

  snapshot(): string | null {
    if (!this.sides) return null;
    const part = valueOf(this.last, 'order_book')!;
    const { asks, bids } = this.sides;
    const member = (name: string): string => valueOf(part, name) ?? '0';
    const book =
      `{"code":0,"asks":${levels(asks, 1)},"bids":${levels(bids, -1)},"offset":${member('offset')},` +
      `"nonce":${this.nonce},"last_updated_at":${member('last_updated_at')},"begin_nonce":0}`;
    const around = (name: string): string => valueOf(this.last, name) ?? '0';
    return (
      `{"channel":${around('channel')},"last_updated_at":${around('last_updated_at')},` +
      `"offset":${around('offset')},"order_book":${book},"timestamp":${around('timestamp')},` +
      `"type":"subscribed/order_book"}`
    );
  }

  private apply(sides: Side, part: string): void {
    const parsed = JSON.parse(part) as Partial<Record<keyof Side, { price: string; size: string }[]>>;
    for (const name of ['asks', 'bids'] as const)
      for (const { price, size } of parsed[name] ?? []) {
        if (/[1-9]/.test(size)) sides[name].set(price, size);
        else sides[name].delete(price);
      }
  }
}

/** Best first. Prices and sizes are texts on the wire, so nothing is spelled anew. */
function levels(side: ReadonlyMap<string, string>, sign: 1 | -1): string {
  const sorted = [...side].sort(([a], [b]) => sign * (Number(a) - Number(b)));
  return `[${sorted.map(([price, size]) => `{"price":"${price}","size":"${size}"}`).join(',')}]`;
}
