import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from './clock.js';

const TICK_MS = 250;
/** An event loop that did not turn for longer may have missed that a connection died. */
const LONGEST_TURN_MS = 1_000;
/** NTP slews by less between two ticks; more is a step. */
const LARGEST_SLEW_MS = 1_000;

/** A span, by `Clock.monotonic()`, in which the event loop did not turn: sleep, SIGSTOP, or a blocked loop. */
export interface LoopGap {
  from: number;
  to: number;
}

/** Notices when this process was held up, and when the wall clock was stepped. */
@Injectable()
export class LoopMonitor implements OnModuleInit, OnModuleDestroy {
  private readonly gapListeners: ((gap: LoopGap) => void)[] = [];
  private readonly stepListeners: ((byMs: number) => void)[] = [];
  private timer: Timer | null = null;
  private lastTick: number;
  private wallLead: number;

  constructor(private readonly clock: Clock) {
    this.lastTick = clock.monotonic();
    this.wallLead = clock.wallNow() - this.lastTick;
  }

  onModuleInit(): void {
    this.lastTick = this.clock.monotonic();
    this.timer = this.clock.every(TICK_MS, () => this.check());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  /** Called once per span of more than a second in which the event loop did not turn. */
  onGap(listener: (gap: LoopGap) => void): void {
    this.gapListeners.push(listener);
  }

  /** Called once per step of the wall clock of more than a second; `byMs` is negative for a step back. */
  onStep(listener: (byMs: number) => void): void {
    this.stepListeners.push(listener);
  }

  /** Looks now instead of at the next tick, for a read that may be the first thing after a gap. */
  check(): void {
    const now = this.clock.monotonic();
    const from = this.lastTick;
    this.lastTick = now;
    const wallLead = this.clock.wallNow() - now;
    const step = wallLead - this.wallLead;
    this.wallLead = wallLead;
    if (now - from > LONGEST_TURN_MS) for (const listener of this.gapListeners) listener({ from, to: now });
    if (Math.abs(step) > LARGEST_SLEW_MS) for (const listener of this.stepListeners) listener(step);
  }
}
