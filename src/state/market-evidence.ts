import type { MarketStreamUpdate } from './update.js';

/** An active market ticks far more often; after this long its snapshot is requested. */
const QUIET_MS = 30_000;
/** Time limit for that snapshot. */
const ANSWER_MS = 10_000;

/**
 * Evidence of mark prices: the rows of updates and snapshots alike. A snapshot says nothing of a market whose row it lacks
 * or that cannot be read. All times are `Clock.monotonic()`.
 */
export class MarketEvidence {
  private readonly ticks = new Map<number, number>();
  /** Evidence of the current generation of marks: everything received before it was frozen. */
  private frozen: { ticks: ReadonlyMap<number, number>; distrusted: boolean } = {
    ticks: new Map(),
    distrusted: false,
  };
  /** The last loss of the connection: ticks from before it do not count, also once the connection is back. */
  private lost: { at: number; reason: string } | null = null;
  private isDown = false;
  private distrustedSince: number | null = null;
  private askedAt = -Infinity;

  constructor(private readonly ttlMs: number) {}

  note(update: MarketStreamUpdate): void {
    switch (update.event) {
      case 'lost':
        if (!this.isDown) this.lost = { at: update.mono, reason: update.reason ?? 'connection ended' };
        this.isDown = true;
        this.distrustedSince = null;
        return;
      case 'snapshot':
        this.isDown = false;
        this.distrustedSince = null;
        return;
      case 'alive':
        if (this.distrustedSince !== null && (update.probe_mono ?? -Infinity) >= this.distrustedSince)
          this.distrustedSince = null;
    }
  }

  ticked(marketId: number, mono: number): void {
    this.ticks.set(marketId, mono);
  }

  /** The event loop stood still until `mono`: only the pong of a later ping proves that the stream lives. */
  distrust(mono: number): void {
    if (this.isDown) return;
    this.distrustedSince = mono;
    this.frozen = { ...this.frozen, distrusted: true };
  }

  /** The marks were frozen: positions show them from now on. */
  freeze(): void {
    this.frozen = { ticks: new Map(this.ticks), distrusted: this.distrustedSince !== null };
  }

  /** Why the mark of a market is not confirmed at `now`, without changing numbers; `null` when it is. */
  fault(marketId: number, symbol: string, now: number): string | null {
    const confirmedAt = this.frozen.ticks.get(marketId);
    if (confirmedAt === undefined) return `no mark price of ${symbol} yet`;
    if (this.frozen.distrusted) return 'the event loop was held up; waiting for a pong of the market stream';
    if (this.lost && now - this.lost.at >= this.ttlMs && confirmedAt <= this.lost.at)
      return this.isDown ? `market stream lost: ${this.lost.reason}` : `no tick of ${symbol}`;
    if (now - confirmedAt >= QUIET_MS + ANSWER_MS) return `no tick of ${symbol}`;
    return null;
  }

  /** Whether a snapshot of all markets is due to be asked for, since one of these held markets is quiet; at most once in 30 s. */
  shouldAsk(held: Iterable<number>, now: number): boolean {
    if (this.isDown || now - this.askedAt < QUIET_MS) return false;
    for (const marketId of held) {
      if (now - (this.ticks.get(marketId) ?? -Infinity) < QUIET_MS) continue;
      this.askedAt = now;
      return true;
    }
    return false;
  }
}
