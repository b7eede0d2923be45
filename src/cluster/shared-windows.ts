import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { hitOf, RequestWindows, setBounded, type Hit } from '../access/request-windows.js';
import { Clock, type Timer } from '../clock/clock.js';
import type { RateLimit } from '../config/values/rate.js';
import { scrubber } from '../secrets/scrubber.js';
import { Engine, EngineDown } from './engine.port.js';

const EXCHANGE_EVERY: Millis = 250;

interface Window {
  /** The counter of all processes. */
  counter: string;
  windowMs: Millis;
  /** By the clock of the engine. */
  endsAt: Millis;
  /** Hits at all processes, as of the last exchange. */
  known: number;
  /** Hits here that are being added to the counter. */
  sent: number;
  /** Hits here since then. */
  here: number;
}

/**
 * Windows that all processes of a cluster count in: they begin at multiples of their length by the engine's clock. Every
 * 250 ms each process adds its hits and learns the totals, so a caller can exceed its limit by what the other processes
 * admit meanwhile. Without the engine each process counts alone.
 */
@Injectable()
export class SharedWindows extends RequestWindows implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SharedWindows.name);
  private readonly windows = new Map<string, Window>();
  private moved = new Set<Window>();
  private isExchanging = false;
  private failed = false;
  private timer: Timer | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
  ) {
    super();
  }

  onModuleInit(): void {
    this.timer = this.clock.every(EXCHANGE_EVERY, () => void this.exchange());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  /** Whether the hits at other processes count here. */
  get isShared(): boolean {
    return this.engine.connected && !this.failed;
  }

  override hit(key: string, { count, windowMs }: RateLimit): Hit {
    const now = this.engine.now();
    const window = this.windowOf(key, now, windowMs);
    window.here += 1;
    this.moved.add(window);
    return hitOf(window.known + window.sent + window.here, window.endsAt - now, count);
  }

  private windowOf(key: string, now: Millis, windowMs: Millis): Window {
    const start = Math.floor(now / windowMs) * windowMs;
    const counter = `${key}:${windowMs}:${start}`;
    const current = this.windows.get(key);
    if (current?.counter === counter) return current;
    const window = { counter, windowMs, endsAt: start + windowMs, known: 0, sent: 0, here: 0 };
    setBounded(this.windows, key, window);
    return window;
  }

  /** An addition whose answer was lost is repeated, so a request may count twice around an outage. */
  private async exchange(): Promise<void> {
    if (this.isExchanging || this.moved.size === 0) return;
    const now = this.engine.now();
    const windows = [...this.moved].filter(({ endsAt }) => endsAt > now);
    this.moved = new Set();
    this.isExchanging = true;
    for (const window of windows) [window.sent, window.here] = [window.here, 0];
    try {
      const totals = await this.engine.add(
        windows.map(({ counter, sent, windowMs }) => ({ counter, by: sent, ttlMs: windowMs })),
      );
      for (const [at, window] of windows.entries()) [window.known, window.sent] = [totals[at]!, 0];
      this.note(false);
    } catch (error) {
      for (const window of windows) {
        [window.here, window.sent] = [window.here + window.sent, 0];
        this.moved.add(window);
      }
      // An engine that refuses the command must not end the process.
      if (!(error instanceof EngineDown)) this.logger.error(scrubber.scrubError(error).message);
      this.note(true);
    } finally {
      this.isExchanging = false;
    }
  }

  private note(failed: boolean): void {
    if (this.failed === failed) return;
    this.failed = failed;
    if (failed) this.logger.warn('The engine cannot be reached: this process counts rate limits alone.');
    else this.logger.log('Rate limits count over all processes again.');
  }
}
