import { EventEmitter } from 'node:events';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../clock/clock.js';
import type { HashName, HashWrite, Head, LogEntry, ValueName } from './engine.port.js';

export interface Share {
  lease: { value: string; until: Millis } | null;
  lastTerm: number;
  head: (Omit<Head, 'version' | 'streams'> & { run: string }) | null;
  streams: Map<string, number>;
  log: LogEntry[];
  rows: LogEntry[];
  hashes: Map<HashName, Map<string, string>>;
  values: Map<ValueName, string>;
}

/** What a server would hold, with the clock in the caller's hand. Several `MemoryEngine`s share one. */
export class EngineMemory {
  readonly shares = new Map<string, Share>();
  readonly secrets = new Map<string, string>();
  /** Rows of the table of processes. */
  readonly members = new Map<string, string>();
  /** Used ids and shared counters, which end at a time of `Clock.monotonic()`. */
  readonly counters = new Map<string, { total: number; until: Millis }>();
  /** Epoch milliseconds at `Clock.monotonic()` zero. */
  readonly startedAt: Millis;
  /** Emits `entry` after every append. */
  readonly changes = new EventEmitter().setMaxListeners(0);
  /** Names a life of the server. */
  run = 'run-1';
  private droppedAt: Millis = 0;

  constructor(readonly clock: Clock) {
    this.startedAt = clock.wallNow() - clock.monotonic();
  }

  share(name: string): Share {
    const found = this.shares.get(name);
    if (found) return found;
    const share: Share = {
      lease: null,
      lastTerm: 0,
      head: null,
      streams: new Map(),
      log: [],
      rows: [],
      hashes: new Map(),
      values: new Map(),
    };
    this.shares.set(name, share);
    return share;
  }

  /** Adds to a counter, which ends `ttlMs` after its first addition. @returns its new total */
  count(counter: string, by: number, ttlMs: Millis): number {
    const now = this.clock.monotonic();
    this.dropEnded(now);
    const known = this.counters.get(counter);
    if (known && known.until > now) return (known.total += by);
    this.counters.set(counter, { total: by, until: now + ttlMs });
    return by;
  }

  /** A restart with all data kept: the next owner begins a new epoch, since the last writes may be lost. */
  restart(): void {
    this.run = `run-${Number(this.run.slice(4)) + 1}`;
  }

  private dropEnded(now: Millis): void {
    if (now - this.droppedAt < DROP_ENDED_EVERY) return;
    this.droppedAt = now;
    for (const [counter, { until }] of this.counters) if (until <= now) this.counters.delete(counter);
  }
}

const DROP_ENDED_EVERY: Millis = 60_000;

export function applyWrite(share: Share, { name, set, delete: deleted, clear }: HashWrite): void {
  const hash = share.hashes.get(name) ?? new Map<string, string>();
  share.hashes.set(name, hash);
  for (const field of [...hash.keys()])
    if (clear.some((prefix) => field.startsWith(prefix))) hash.delete(field);
  for (const [field, value] of set) hash.set(field, value);
  for (const field of deleted) hash.delete(field);
}
