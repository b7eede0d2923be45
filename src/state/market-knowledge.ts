import type { Market } from 'lighter-broadcaster-protocol/operations';
import { MarkGeneration, type SavedMark } from './mark-generation.js';
import { MarketEvidence } from './market-evidence.js';
import type { Marks, ReduceContext } from './reduce/context.js';
import type { MarketSymbols } from './reduce/reduce-names.js';
import type { MarketsUpdate, MarketStatsUpdate, Update } from './update.js';

type Symbols = Pick<MarketsUpdate['markets'][number], 'market_id' | 'symbol'>;

/**
 * What accounts need of the markets: the marks that value their positions, what confirms those marks in this life of the
 * process, and the symbols that name their rows.
 */
export class MarketKnowledge implements Pick<ReduceContext, 'marks' | 'markFault'> {
  private readonly generation = new MarkGeneration();
  private readonly evidence: MarketEvidence;
  /** Markets whose symbol is known in this life. */
  private readonly named = new Set<number>();
  /** Markets that the exchange's catalogue has listed in this life, so that their status is known. */
  private readonly listed = new Set<number>();

  /** `markets` is the current map of all markets, which its owner keeps up to date. */
  constructor(
    private readonly markets: ReadonlyMap<number, Market>,
    ttlMs: number,
  ) {
    this.evidence = new MarketEvidence(ttlMs);
  }

  readonly marks: Marks = this.generation.of;

  /** A market that is not active does not tick, and its mark holds. */
  readonly markFault = (marketId: number, now: number): string | null => {
    const market = this.markets.get(marketId);
    if (market?.status === 'inactive' && this.listed.has(marketId)) return null;
    return this.evidence.fault(marketId, market?.symbol ?? `market ${marketId}`, now);
  };

  /** Takes the marks, what confirms them, and which markets are listed. */
  note(update: Update): void {
    if (update.type === 'market-stats') this.noteMarks(update);
    else if (update.type === 'market-stream') this.evidence.note(update);
    else if (update.type === 'markets')
      for (const { market_id } of update.markets) this.listed.add(market_id);
  }

  /** Takes the symbols, and returns those that this life learns from the update. */
  newSymbols(update: Update): MarketSymbols {
    const rows: readonly Symbols[] =
      update.type === 'markets' ? update.markets : update.type === 'market-stats' ? update.rows : [];
    const symbols = new Map<number, string>();
    for (const { market_id, symbol } of rows) {
      if (this.named.has(market_id) || symbol === String(market_id)) continue;
      this.named.add(market_id);
      symbols.set(market_id, symbol);
    }
    return symbols;
  }

  /** Starts the next generation of marks, with the evidence received so far. */
  freeze(): void {
    this.generation.freeze();
    this.evidence.freeze();
  }

  /** Whether to ask for a snapshot of all markets, since one of these held markets is quiet. */
  shouldAskForMarks(held: Iterable<number>, now: number): boolean {
    return this.evidence.shouldAsk(held, now);
  }

  /** The event loop stood still until `mono`: no mark is confirmed until the stream proves that it lives. */
  distrust(mono: number): void {
    this.evidence.distrust(mono);
  }

  saveMarks(): SavedMark[] {
    return this.generation.save();
  }

  /** Marks alone are restored: nothing confirms them in this life yet. */
  restoreMarks(saved: readonly SavedMark[]): void {
    this.generation.restore(saved);
  }

  private noteMarks({ rows, arrival }: MarketStatsUpdate): void {
    for (const { market_id, stats } of rows) {
      this.evidence.ticked(market_id, arrival.received_mono);
      this.generation.note(market_id, stats.mark_price, arrival.received_at);
    }
  }
}
