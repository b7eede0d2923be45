import { Logger } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock, Timer } from '../clock/clock.js';
import { scrubber } from '../secrets/scrubber.js';
import { EngineDown, type Engine, type HeldShare } from './engine.port.js';

/** Period of the attempts to take a share over. */
const ACQUIRE_EVERY: Millis = 250;
const RENEWALS_PER_LEASE = 5;
/** The lease of a process that is still starting: creating the application may hold its event loop up for seconds. */
const STARTING_LEASE: Millis = 10_000;

/**
 * The lease of a share, by our own clock: it counts from before the request that was granted, and ends early by a margin,
 * so that a process that was stopped knows before its next request that another one may lead.
 */
export class Leadership {
  private readonly logger = new Logger(Leadership.name);
  private deadline: Millis;
  private timer: Timer | null = null;
  private isLost = false;
  private onLost: (reason: string) => void = () => undefined;
  private leaseMs: Millis;

  constructor(
    private readonly engine: Engine,
    readonly held: HeldShare,
    grantedAt: Millis,
    private readonly settledLeaseMs: Millis,
    private readonly clock: Clock,
  ) {
    this.leaseMs = startingLease(settledLeaseMs);
    this.deadline = deadlineAfter(grantedAt, this.leaseMs);
  }

  /** Whether this process may act as the leader right now. */
  get granted(): boolean {
    if (!this.isLost && this.clock.monotonic() >= this.deadline)
      this.lose('the lease was not renewed in time');
    return !this.isLost;
  }

  /** Time until another process may lead, unless the lease is renewed. */
  get leftMs(): Millis {
    return this.isLost ? 0 : Math.max(0, this.deadline - this.clock.monotonic());
  }

  /** Renews the lease until it is lost. @param onLost called once, with the reason */
  start(onLost: (reason: string) => void): void {
    this.onLost = onLost;
    this.timer = this.clock.every(this.settledLeaseMs / RENEWALS_PER_LEASE, () => void this.renew());
  }

  /** The application serves: from the next renewal on, a silent process is replaced after the configured lease. */
  settle(): void {
    this.leaseMs = this.settledLeaseMs;
  }

  stop(): void {
    this.timer?.cancel();
  }

  lose(reason: string): void {
    if (this.isLost) return;
    this.isLost = true;
    this.stop();
    this.onLost(reason);
  }

  private async renew(): Promise<void> {
    if (!this.granted) return;
    const sent = this.clock.monotonic();
    const { leaseMs } = this;
    try {
      if (await this.engine.renew(this.held, leaseMs)) this.deadline = deadlineAfter(sent, leaseMs);
      else this.lose('another process leads');
    } catch (error) {
      // The lease ends by our own clock unless a later renewal succeeds, so no answer of the engine is fatal.
      this.logger.warn(`The lease was not renewed: ${scrubber.scrubError(error).message}`);
    }
  }
}

export const startingLease = (leaseMs: Millis): Millis => Math.max(leaseMs, STARTING_LEASE);

/** When a lease ends by our own clock: counted from before it was asked for, and early by a margin. */
const deadlineAfter = (sent: Millis, leaseMs: Millis): Millis => sent + leaseMs - Math.max(300, leaseMs / 10);

/** Waits until this process leads. Rejects only when `signal` aborts. */
export function standBy(
  engine: Engine,
  share: string,
  leaseMs: Millis,
  clock: Clock,
  signal: AbortSignal,
  onTaken: () => void = () => undefined,
): Promise<Leadership> {
  return takeAny(engine, [share], leaseMs, clock, signal, { onTaken });
}

/**
 * Waits until this process leads one of the shares. Rejects only when `signal` aborts.
 * @param options.may whether it may take one now
 * @param options.onTaken called once when another process leads
 */
export async function takeAny(
  engine: Engine,
  shares: readonly string[],
  leaseMs: Millis,
  clock: Clock,
  signal: AbortSignal,
  { may = () => true, onTaken = () => undefined }: { may?: () => boolean; onTaken?: () => void } = {},
): Promise<Leadership> {
  let isTaken = false;
  for (;;) {
    signal.throwIfAborted();
    try {
      for (const share of shares) {
        if (!may()) break;
        const sent = clock.monotonic();
        const held = await engine.acquire(share, startingLease(leaseMs));
        if (held) return new Leadership(engine, held, sent, leaseMs, clock);
        if (!isTaken) onTaken();
        isTaken = true;
      }
    } catch (error) {
      if (!(error instanceof EngineDown)) throw error;
    }
    await clock.sleep(ACQUIRE_EVERY, signal);
  }
}
