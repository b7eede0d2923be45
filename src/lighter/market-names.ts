import { Injectable } from '@nestjs/common';
import type { Update } from '../state/update.js';

/** Symbols of the markets seen so far. Nothing is built in, because market ids differ between networks. */
@Injectable()
export class MarketNames {
  private readonly symbols = new Map<number, string>();

  private sawUnknown = false;

  /** Incremented with each new name. */
  version = 0;

  /** Bound, so that it can be passed to the mapper. */
  readonly symbolOf = (marketId: number): string => {
    const symbol = this.symbols.get(marketId);
    if (symbol === undefined) this.sawUnknown = true;
    return symbol ?? String(marketId);
  };

  /** Whether a market without a name was looked up since the last call. */
  takeUnknown(): boolean {
    const seen = this.sawUnknown;
    this.sawUnknown = false;
    return seen;
  }

  learn(updates: readonly Update[]): void {
    for (const update of updates) {
      if (update.type === 'markets') for (const market of update.markets) this.note(market);
      if (update.type === 'market-stats') for (const row of update.rows) this.note(row);
      if (update.type === 'positions') for (const { entity } of update.rows) this.note(entity);
    }
  }

  private note({ market_id, symbol }: { market_id: number; symbol: string }): void {
    if (symbol === String(market_id) || this.symbols.get(market_id) === symbol) return;
    this.symbols.set(market_id, symbol);
    this.version += 1;
  }
}
