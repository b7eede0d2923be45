import type { Market } from './market.js';
import type { Random } from './random.js';

/** A price level; size zero removes it. Both scaled. */
export interface Level {
  readonly price: bigint;
  readonly size: bigint;
}

/** Some levels of a book, with its counters. `beginNonce` is the nonce before; 0 for the whole book. */
export interface BookPart {
  readonly asks: readonly Level[];
  readonly bids: readonly Level[];
  readonly offset: number;
  readonly nonce: number;
  readonly beginNonce: number;
}

const DEPTH = 10;

/** The order book of one market: levels around the mark that keep changing, chained by nonce. */
export class SimulatedBook {
  private readonly asks = new Map<bigint, bigint>();
  private readonly bids = new Map<bigint, bigint>();
  private offset = 415_803;
  private nonce = 18_032_383_898;

  constructor(
    readonly market: Market,
    private readonly random: Random,
  ) {
    for (let step = 1; step <= DEPTH; step++) {
      this.asks.set(market.mark + BigInt(step), this.anySize());
      this.bids.set(market.mark - BigInt(step), this.anySize());
    }
  }

  /** The whole book, best levels first. */
  whole(): BookPart {
    return {
      asks: levelsOf(this.asks, 1),
      bids: levelsOf(this.bids, -1),
      offset: this.offset,
      nonce: this.nonce,
      beginNonce: 0,
    };
  }

  /** Moves a few levels. */
  step(): BookPart {
    const beginNonce = this.nonce;
    this.nonce += this.random.int(1, 120);
    this.offset += this.random.int(1, 3);
    const [asks, bids] = [this.change(this.asks, 1n), this.change(this.bids, -1n)];
    return { asks, bids, offset: this.offset, nonce: this.nonce, beginNonce };
  }

  private change(side: Map<bigint, bigint>, away: bigint): Level[] {
    const price = this.market.mark + away * BigInt(this.random.int(1, DEPTH));
    const changed = new Map([[price, this.anySize()]]);
    // After a move of the mark, such orders are on its wrong side or far from it.
    for (const known of side.keys()) {
      const distance = (known - this.market.mark) * away;
      if (distance <= 0n || distance > BigInt(DEPTH * 3)) changed.set(known, 0n);
    }
    if (this.random.chance(0.3)) changed.set(this.random.pick([...side.keys()]), 0n);
    for (const [level, size] of changed) {
      if (size === 0n) side.delete(level);
      else side.set(level, size);
    }
    return [...changed].map(([level, size]) => ({ price: level, size }));
  }

  private anySize(): bigint {
    return this.market.minBase * BigInt(this.random.int(1, 50));
  }
}

function levelsOf(side: ReadonlyMap<bigint, bigint>, sign: 1 | -1): Level[] {
  return [...side]
    .map(([price, size]) => ({ price, size }))
    .sort((a, b) => (a.price < b.price ? -sign : sign));
}
