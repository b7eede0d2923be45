import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../../clock/clock.js';

/** Period of decisions, beside those at every event. */
export const LOOK_EVERY: Millis = 250;
/** A process that ended is not replaced before. */
const RESTART_AFTER: Millis = 1_000;
/** Idle processes end one at a time, since a collector that restarts is back soon. */
const SURPLUS_AFTER: Millis = 10_000;

/** A collector beside this one. */
export interface OtherCollector {
  /** Shares that its processes lead. */
  held: number;
  /** Processes that could lead another one now. */
  spares: number;
}

/** A process of this collector. It takes any free share while it may, and leads it until it ends. */
export interface ShareProcess {
  mayTake(may: boolean): void;
  /** Ends it in order; a share that it leads is free then. */
  end(): void;
}

/** What a process reports to its collector. */
export interface ShareProcessEvents {
  /** It has everything loaded that it needs to lead. */
  ready(): void;
  leads(share: string): void;
  ended(): void;
}

export interface ShareKeeperOptions {
  /** Number of shares. */
  shares: number;
  /** The collectors beside this one that are heard of. */
  others: () => readonly OtherCollector[];
  /** Whether collectors that cut the accounts in another way lead something: they follow the same accounts. */
  isBlocked: () => boolean;
  start: (events: ShareProcessEvents) => ShareProcess;
}

interface Kept {
  process: ShareProcess;
  state: 'starting' | 'ready' | 'leading';
  share: string | null;
  isEnding: boolean;
}

/**
 * Decides how many shares this collector leads: at most its part, ⌈shares / collectors⌉, so that no share is left over and none
 * changes hands without need. Each share is led by a process of its own. Loaded ones stand by for as many shares as would be
 * its part if one other collector died.
 */
export class ShareKeeper {
  private readonly processes = new Set<Kept>();
  private startNotBefore: Millis = -Infinity;
  private surplusSince: Millis | null = null;
  private isStopped = false;

  constructor(
    private readonly options: ShareKeeperOptions,
    private readonly clock: Clock,
  ) {}

  /** The shares that its processes lead, the first one taken first. */
  get held(): string[] {
    return [...this.processes].flatMap(({ share }) => share ?? []);
  }

  /** Processes that could take a share now. */
  get spares(): number {
    return this.idle.filter(({ state }) => state === 'ready').length;
  }

  /** Ends every process, and starts no other. */
  stop(): void {
    this.isStopped = true;
    for (const kept of this.processes) this.end(kept);
  }

  /** Decides anew. */
  look(): void {
    if (this.isStopped) return;
    const { shares, others, isBlocked } = this.options;
    const beside = others();
    const part = Math.ceil(shares / (beside.length + 1));
    const standingBy = Math.max(part, Math.ceil(shares / Math.max(1, beside.length)));
    this.keep(standingBy);
    let mayTake = isBlocked() ? 0 : part - this.held.length;
    for (const kept of this.idle) if (kept.state === 'ready') kept.process.mayTake(mayTake-- > 0);
    const isWanted = beside.some(({ held, spares }) => held < part && spares > 0);
    if (this.held.length > part && isWanted) this.handOver();
  }

  /** Starts and ends processes. */
  private keep(wanted: number): void {
    const now = this.clock.monotonic();
    const running = [...this.processes].filter(({ isEnding }) => !isEnding);
    for (let count = running.length; count < wanted && now >= this.startNotBefore; count++) this.start();
    if (running.length <= wanted || this.idle.length === 0) this.surplusSince = null;
    else this.surplusSince ??= now;
    if (this.surplusSince === null || now - this.surplusSince < SURPLUS_AFTER) return;
    this.surplusSince = null;
    this.end(this.idle.at(-1)!);
  }

  private start(): void {
    const kept: Kept = { process: IDLE, state: 'starting', share: null, isEnding: false };
    this.processes.add(kept);
    kept.process = this.options.start({
      ready: () => {
        kept.state = 'ready';
        this.look();
      },
      leads: (share) => {
        kept.state = 'leading';
        kept.share = share;
        // Those taken last are handed over first.
        this.processes.delete(kept);
        this.processes.add(kept);
        this.look();
      },
      ended: () => {
        this.processes.delete(kept);
        if (!kept.isEnding) this.startNotBefore = this.clock.monotonic() + RESTART_AFTER;
        this.look();
      },
    });
  }

  /** One at a time. */
  private handOver(): void {
    const leading = [...this.processes].filter(({ share }) => share !== null);
    if (!leading.some(({ isEnding }) => isEnding)) this.end(leading.at(-1)!);
  }

  private end(kept: Kept): void {
    if (kept.isEnding) return;
    kept.isEnding = true;
    kept.process.end();
  }

  private get idle(): Kept[] {
    return [...this.processes].filter(({ share, isEnding }) => share === null && !isEnding);
  }
}

/** Until it has started. */
const IDLE: ShareProcess = { mayTake: () => undefined, end: () => undefined };
