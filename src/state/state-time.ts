import type { Clock, Timer } from '../clock/clock.js';
import type { AccountRecords } from './account-records.js';
import type { Demand } from './demand.js';
import type { MarketKnowledge } from './market-knowledge.js';
import type { Now } from './reduce/context.js';

/** Period of the staleness check. */
const TICK_MS = 250;
/** Period of a generation of marks, in ticks. */
const MARKS_EVERY = 4;
/** Accounts that move to new marks in one turn of the event loop. */
const ACCOUNTS_A_TURN = 500;
/** Maximum age of the last check at a read; an older one makes the read run it first. */
const OLDEST_TICK_MS = 500;

/** The state's queue and the listeners to its demands. */
export interface StateTimeOutput {
  /** Runs a task in turn with the updates. */
  enqueue(task: () => void): void;
  demand(demand: Demand): void;
}

/** What time alone does to the accounts: sections turn stale, positions move to new marks, and a stall puts streams in doubt. */
export class StateTime {
  private timer: Timer | null = null;
  private ticks = 0;
  private tickedAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly accounts: AccountRecords,
    private readonly markets: MarketKnowledge,
    private readonly output: StateTimeOutput,
  ) {}

  start(): void {
    this.timer = this.clock.every(TICK_MS, () => this.output.enqueue(() => this.tick()));
  }

  stop(): void {
    this.timer?.cancel();
  }

  now(): Now {
    return { mono: this.clock.monotonic(), wall: this.clock.wallNow() };
  }

  /** Whether the last check is too old for a read. Not before the first, nor in a store that was never started. */
  isOverdue(): boolean {
    if (!this.timer || this.tickedAt === -Infinity) return false;
    return this.clock.monotonic() - this.tickedAt > OLDEST_TICK_MS;
  }

  tick(): void {
    const now = this.now();
    this.tickedAt = now.mono;
    if (this.ticks++ % MARKS_EVERY === 0) this.nextMarks(now);
    this.accounts.expire(now);
  }

  /** The event loop stood still until now: streams have to prove that they live. */
  distrust(): void {
    const now = this.now();
    this.markets.distrust(now.mono);
    this.accounts.distrust(now);
  }

  /** Freezes the marks and moves every account to them, then asks for the ones that are missing. */
  private nextMarks(now: Now): void {
    this.markets.freeze();
    this.moveToMarks(0);
    if (this.markets.shouldAskForMarks(this.accounts.heldMarkets(), now.mono))
      this.output.demand({ kind: 'resync', account_index: null, part: 'marks', cause: 'silence' });
  }

  private moveToMarks(from: number): void {
    const to = from + ACCOUNTS_A_TURN;
    this.accounts.moveToMarks(this.now(), from, to);
    if (to < this.accounts.indexes.length)
      this.clock.after(0, () => this.output.enqueue(() => this.moveToMarks(to)));
  }
}
