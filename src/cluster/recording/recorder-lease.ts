import { Logger } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../../clock/clock.js';
import type { Engine, HeldShare } from '../engine.port.js';
import { Leadership, standBy, startingLease } from '../leadership.js';
import { RECORDER } from './recorder-share.js';

/** The right to store the history, which one process of a cluster has at a time. */
export class RecorderLease {
  private readonly logger = new Logger(RecorderLease.name);

  private constructor(
    private current: Leadership,
    private readonly home: string,
    private readonly engine: Engine,
    private readonly leaseMs: Millis,
    private readonly clock: Clock,
  ) {}

  /** @param home names the history that this process stores */
  static async take(
    engine: Engine,
    home: string,
    leaseMs: Millis,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<RecorderLease> {
    const leadership = await standBy(engine, RECORDER, leaseMs, clock, signal);
    return new RecorderLease(leadership, home, engine, leaseMs, clock);
  }

  /** From now on the history of the cluster is the one that this process stores. */
  settleHome(): Promise<void> {
    return this.engine.put(this.held, 'home', this.home);
  }

  get held(): HeldShare {
    return this.current.held;
  }

  /** From the next renewal on, a silent recorder is replaced after the configured lease. */
  settle(): void {
    this.current.settle();
  }

  /** @param onLost another process stores the history now, or may do so */
  keep(onLost: (reason: string) => void): void {
    this.current.start((reason) => void this.takeAgain(reason, onLost));
  }

  async release(): Promise<void> {
    this.current.stop();
    await RecorderLease.free(this.engine, this.held).catch((error: unknown) =>
      this.logger.warn(`The right to store the history was not released: ${String(error)}`),
    );
  }

  static async free(engine: Engine, held: HeldShare): Promise<void> {
    await engine.release(held, {
      id: `${held.term}-1`,
      previous: `${held.term}-0`,
    });
  }

  /** An engine that lost everything lost the lease too, and nobody else has it. */
  private async takeAgain(reason: string, onLost: (reason: string) => void): Promise<void> {
    const sent = this.clock.monotonic();
    const held = await this.engine.acquire(RECORDER, startingLease(this.leaseMs)).catch(() => null);
    if (!held) return onLost(reason);
    this.current = new Leadership(this.engine, held, sent, this.leaseMs, this.clock);
    this.current.settle();
    this.keep(onLost);
    await this.settleHome().catch((error: unknown) => onLost(String(error)));
  }
}
