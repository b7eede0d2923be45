import type { MarketStreamUpdate } from './update.js';

/** An active market ticks far more often; after this long its snapshot is requested. */
const QUIET_MS = 30_000;
/** Time limit for that snapshot. */
const ANSWER_MS = 10_000;

/** Evidence of mark prices: the ticks themselves, and snapshots of all markets. All times are `Clock.monotonic()`. */
export class MarketEvidence {
  readonly ticks = new Map<number, number>();
  snapshotAt = -Infinity;
  /** Evidence of the current generation of marks: everything received before it was frozen. */
  private frozen: { ticks: ReadonlyMap<number, number>; snapshotAt: number; distrusted: boolean } = {
    ticks: new Map(),
    snapshotAt: -Infinity,
    distrusted: false,
  };
  private lost: { at: number; reason: string } | null = null;
  private distrustedSince: number | null = null;
  private askedAt = -Infinity;

  constructor(private readonly ttlMs: number) {}

  note(update: MarketStreamUpdate): void {
    switch (update.event) {
      case 'lost':
        this.lost ??= { at: update.mono, reason: update.reason ?? 'connection ended' };
        this.distrustedSince = null;
        return;
      case 'snapshot':
        this.snapshotAt = update.mono;
        this.lost = null;
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
    if (this.lost) return;
    this.distrustedSince = mono;
    this.frozen = { ...this.frozen, distrusted: true };
  }

  /** The marks were frozen: positions show them from now on. */
  freeze(): void {
    const { ticks, snapshotAt, distrustedSince } = this;
    this.frozen = { ticks: new Map(ticks), snapshotAt, distrusted: distrustedSince !== null };
  }

  /** Why the mark of a market is not confirmed at `now`, without changing numbers; `null` when it is. */
  fault(marketId: number, symbol: string, now: number): string | null {
    const confirmedAt = confirmation(this.frozen, marketId);
    if (confirmedAt === -Infinity) return `no mark price of ${symbol} yet`;
    if (this.frozen.distrusted) return 'the event loop was held up; waiting for a pong of the market stream';
    if (this.lost && now - this.lost.at >= this.ttlMs && confirmedAt <= this.lost.at)
      return `market stream lost: ${this.lost.reason}`;
    if (now - confirmedAt >= QUIET_MS + ANSWER_MS) return `no tick of ${symbol}`;
    return null;
  }

  /** Whether a snapshot of all markets is due to be asked for, since one of these held markets is quiet; at most once in 30 s. */
  shouldAsk(held: Iterable<number>, now: number): boolean {
    if (this.lost || now - this.askedAt < QUIET_MS) return false;
    for (const marketId of held) {
      if (now - confirmation(this, marketId) < QUIET_MS) continue;
      this.askedAt = now;
      return true;
    }
    return false;
  }
}

interface Confirmations {
  readonly ticks: ReadonlyMap<number, number>;
  readonly snapshotAt: number;
}

function confirmation({ ticks, snapshotAt }: Confirmations, marketId: number): number {
  const tick = ticks.get(marketId);
  return tick === undefined ? -Infinity : Math.max(tick, snapshotAt);
}
