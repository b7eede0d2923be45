import type { Millis } from 'lighter-broadcaster-protocol/account';

/**
 * A share's hash: `a:<index>` an account, `x:<index>` its texts, `m` markets, `l` links, `i` incidents, `w` alerts. These
 * outlive an epoch: `gaps`; `marks`; `kept`, rows that a start needs; `notes` on alerts; `outbox`, alerts that wait for
 * delivery; `outages` that are open.
 */
export type HashName = `a:${number}` | `x:${number}` | 'm' | 'l' | 'i' | 'w' | KeptHash;

export type KeptHash = 'gaps' | 'marks' | 'kept' | 'notes' | 'outbox' | 'outages';

/**
 * A share's single value: `budget`, the rate windows; `walk:<index>`, how far reading for an account's gaps has come;
 * `stored`, the id up to which its rows are in the history; `home`, where that history is; `seeded`, that the hashes which
 * outlive an epoch have what the history held before; `push`, the subscriptions to push messages.
 */
export type ValueName =
  | 'budget'
  | `walk:${number}`
  | 'stored'
  | `stored:${string}`
  | 'home'
  | 'seeded'
  | 'push';

/** What processes follow: `log`, the changes, or `rows`, those of the history that wait to be stored. */
export type StreamKind = 'log' | 'rows';

/** Proof of owning a share; every write shows it. */
export interface HeldShare {
  share: string;
  /** Grows with every owner of the share. */
  term: number;
  /** `<term>:<instance>`. */
  value: string;
  epoch: string;
  /** The engine restarted since the epoch began and may have lost writes, so `epoch` is a new one. */
  fresh: boolean;
}

/** What happens to one hash, in this order: every field with a prefix of `clear` goes, `set` is written, `delete` removed. */
export interface HashWrite {
  name: HashName;
  clear: readonly string[];
  set: ReadonlyMap<string, string>;
  delete: readonly string[];
}

/** The sequence number of a stream before and after a batch. */
export interface StreamStep {
  stream: string;
  before: number;
  after: number;
}

/** One entry of the log with everything that it changes; stored whole or not at all. */
export interface Batch {
  /** `<term>-<n>`. */
  id: string;
  /** The id of the entry before it in the log. */
  previous: string;
  /** The fields of the entry, `k` (its kind) first. */
  fields: EntryFields;
  /** The overall count of changes after the batch. */
  total: number;
  streams: readonly StreamStep[];
  hashes: readonly HashWrite[];
  /** Log entries below this id may be dropped. */
  keepLogFrom: string;
  /** Rows of the history, as one entry with the id of the batch; `null` for none. */
  rows: EntryFields | null;
  /** Entries with rows up to this id are dropped when others are added. */
  storedRows: string;
}

/** Entries with rows, also those that are stored and not dropped yet. */
export interface RowsBacklog {
  /** Id of the newest one; `null` without any. */
  last: string | null;
  entries: number;
  /** About how much memory of the engine they take. */
  bytes: number;
}

export type EntryFields = ReadonlyMap<string, Buffer>;

/** An entry of the log of a share. */
export interface LogEntry {
  id: string;
  fields: EntryFields;
}

/** Where the log of a share ends. */
export interface Head {
  /** Version of the stored format. */
  version: number;
  epoch: string;
  /** Base URL under which other processes reach the last owner. */
  leader: string;
  /** Id of the last entry. */
  last: string;
  total: number;
  /** `[index, name]` of every account, in the order of their configuration; null until a collector began an epoch. */
  accounts: readonly (readonly [number, string])[] | null;
  /** Sequence number by stream. */
  streams: ReadonlyMap<string, number>;
}

/** The log of the notices. It is nobody's share, and every process may write into it; `read` follows it. */
export const NOTICES = 'notices';

/** Notices are kept this long: as long as a session of the dashboard lasts, so that an ended one stays ended. */
export const NOTICES_KEPT: Millis = 7 * 24 * 3_600_000;

/** Memory of a server. */
export interface EngineUsage {
  bytes: number;
  /** 0: none. */
  limit: number;
}

/** One more use of a counter that all processes share. */
export interface Addition {
  counter: string;
  by: number;
  /** How long the counter lasts after its first addition. */
  ttlMs: Millis;
}

/** Writes refused because another process owns the share, or nobody does. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** A batch that does not follow what the engine holds. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The engine did not answer, or cannot write now. Whether the command took effect is unknown; repeating a batch is safe. */
export class EngineDown extends Error {
  override readonly name = 'EngineDown';
}

/** A server that the service cannot use: wrong version or settings. The message says what to change. */
export class UnusableEngine extends Error {
  override readonly name = 'UnusableEngine';
}

/**
 * What the processes of a cluster share: leases, logs and the state behind them. Abstract class = DI token.
 * Every method rejects with `EngineDown` while the engine cannot be reached; writes with a `Held` reject with `Fenced`
 * after the share was lost.
 */
export abstract class Engine {
  /** Epoch milliseconds by the engine's clock, which all processes share. Steps of the clock here do not move it. */
  abstract now(): Millis;
  abstract readonly connected: boolean;
  /** Called when the engine has lost everything; this process has put its secrets back. */
  onEmptied: () => void = () => undefined;

  /** Owns the share for `ttlMs` if nobody does, and writes the entry `<term>-0` (`k` = `t`) into its log. */
  abstract acquire(share: string, ttlMs: number): Promise<HeldShare | null>;
  /** @returns false when the share was lost. */
  abstract renew(held: HeldShare, ttlMs: number): Promise<boolean>;
  /** Appends an `e` entry and frees the share, so that a standby takes over at once. */
  abstract release(held: HeldShare, end: Pick<Batch, 'id' | 'previous'>): Promise<void>;
  /**
   * Begins a new epoch: drops everything stored but gaps, marks and values, resets all counts and appends a `t` entry.
   * @returns the new holding
   */
  abstract begin(held: HeldShare, begin: Begin): Promise<HeldShare>;
  /** Repeating a batch that was stored is no error. @throws Conflict when it does not follow the last one */
  abstract append(held: HeldShare, batch: Batch): Promise<void>;
  abstract put(held: HeldShare, name: ValueName, text: string): Promise<void>;
  abstract write(held: HeldShare, writes: readonly HashWrite[]): Promise<void>;

  abstract head(share: string): Promise<Head | null>;
  abstract hash(share: string, name: HashName): Promise<Map<string, string>>;
  abstract value(share: string, name: ValueName): Promise<string | null>;
  /**
   * Entries after an id, in order, as they arrive. Ends when `signal` aborts.
   * @throws EngineDown when the connection breaks; read on from the last id seen
   */
  abstract read(
    share: string,
    after: string,
    signal: AbortSignal,
    stream?: StreamKind,
  ): AsyncIterable<LogEntry[]>;
  abstract rowsBacklog(share: string): Promise<RowsBacklog>;

  /** A random secret that all processes share; the first to ask makes it, and each that has it restores it. */
  abstract secret(name: string): Promise<string>;

  /** @returns true for the first caller with this id within `ttlMs`, false for every other one */
  abstract once(id: string, ttlMs: Millis): Promise<boolean>;
  /** @returns the new totals, in the order of the additions */
  abstract add(additions: readonly Addition[]): Promise<number[]>;
  /**
   * Writes the row of this process into the table of processes, and removes those of others.
   * @returns all rows, by name
   */
  abstract announce(name: string, text: string, forget: readonly string[]): Promise<Map<string, string>>;
  /** Appends an entry to `NOTICES`, for every process. */
  abstract notify(fields: EntryFields): Promise<void>;

  /** @returns `null` where the engine is part of a process of the service */
  abstract usage(): Promise<EngineUsage | null>;

  abstract close(): Promise<void>;
}

export interface Begin {
  epoch: string;
  /** `<term>-<n>`, the id of the entry that announces the epoch, and the entry before it. */
  id: string;
  previous: string;
  accounts: readonly (readonly [number, string])[];
}
