import { randomBytes } from 'node:crypto';
import { once as nextEvent } from 'node:events';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { applyWrite, type EngineMemory, type Share } from './engine-memory.js';
import {
  Conflict,
  Engine,
  EngineDown,
  Fenced,
  NOTICES,
  NOTICES_KEPT,
  type Addition,
  type Batch,
  type Begin,
  type LogEntry,
  type EntryFields,
  type HashName,
  type HashWrite,
  type Head,
  type HeldShare,
  type KeptHash,
  type RowsBacklog,
  type StreamKind,
  type ValueName,
} from './engine.port.js';
import { compareIds } from './entry-id.js';

/** Hashes that outlive an epoch. */
const KEPT: ReadonlySet<string> = new Set<KeptHash>(['gaps', 'marks', 'kept', 'notes', 'outbox', 'outages']);

/** The engine inside one process: for tests, and for the processes of one machine. */
export class MemoryEngine extends Engine {
  /** False: every call fails with `EngineDown`, as during a broken connection. */
  private up = true;

  constructor(
    private readonly memory: EngineMemory,
    private readonly own: { instance: string; address: string; newEpoch: () => string },
  ) {
    super();
  }

  override now(): Millis {
    return this.memory.startedAt + this.memory.clock.monotonic();
  }

  override get connected(): boolean {
    return this.up;
  }

  /** Breaks or restores this process's connection. */
  setConnected(up: boolean): void {
    this.up = up;
    this.memory.changes.emit('entry');
  }

  override async acquire(name: string, ttlMs: number): Promise<HeldShare | null> {
    const share = this.shareOf(name);
    const now = this.memory.clock.monotonic();
    if (share.lease && share.lease.until > now) return null;
    const term = Math.max(share.lastTerm + 1, Math.trunc(this.memory.clock.wallNow()));
    share.lastTerm = term;
    const value = `${term}:${this.own.instance}`;
    share.lease = { value, until: now + ttlMs };
    const fresh = share.head?.run !== this.memory.run;
    const previous = share.head?.last ?? '';
    const epoch = share.head && !fresh ? share.head.epoch : this.own.newEpoch();
    share.head = {
      run: this.memory.run,
      epoch,
      leader: this.own.address,
      last: `${term}-0`,
      total: share.head?.total ?? 0,
      accounts: share.head?.accounts ?? null,
    };
    this.push(share.log, `${term}-0`, this.takeoverFields(epoch, previous, fresh));
    return { share: name, term, value, epoch, fresh };
  }

  override async renew(held: HeldShare, ttlMs: number): Promise<boolean> {
    const share = this.shareOf(held.share);
    if (!this.owns(share, held)) return false;
    share.lease!.until = this.memory.clock.monotonic() + ttlMs;
    return true;
  }

  override async release(held: HeldShare, { id, previous }: Pick<Batch, 'id' | 'previous'>): Promise<void> {
    const share = this.fenced(held);
    if (this.isStored(share, id, previous)) return;
    share.head!.last = id;
    share.lease = null;
    this.push(share.log, id, new Map([['k', Buffer.from('e')]]));
  }

  override async begin(held: HeldShare, { epoch, id, previous, accounts }: Begin): Promise<HeldShare> {
    const share = this.fenced(held);
    if (!this.isStored(share, id, previous)) {
      for (const name of share.hashes.keys()) if (!KEPT.has(name)) share.hashes.delete(name);
      share.streams.clear();
      Object.assign(share.head!, { epoch, accounts, last: id, total: 0 });
      this.push(share.log, id, this.takeoverFields(epoch, previous, true));
    }
    return { ...held, epoch, fresh: true };
  }

  override async append(held: HeldShare, batch: Batch): Promise<void> {
    const share = this.fenced(held);
    if (this.isStored(share, batch.id, batch.previous)) return;
    for (const { stream, before } of batch.streams)
      if ((share.streams.get(stream) ?? 0) !== before) throw new Conflict(`sequence number of ${stream}`);
    for (const write of batch.hashes) applyWrite(share, write);
    for (const { stream, after } of batch.streams) share.streams.set(stream, after);
    Object.assign(share.head!, { last: batch.id, total: batch.total });
    share.log.splice(0, firstFrom(share.log, batch.keepLogFrom));
    if (batch.rows) {
      share.rows.splice(0, firstAfter(share.rows, batch.storedRows));
      share.rows.push({ id: batch.id, fields: batch.rows });
    }
    this.push(share.log, batch.id, batch.fields);
  }

  override async put(held: HeldShare, name: ValueName, text: string): Promise<void> {
    this.fenced(held).values.set(name, text);
  }

  override async write(held: HeldShare, writes: readonly HashWrite[]): Promise<void> {
    const share = this.fenced(held);
    for (const write of writes) applyWrite(share, write);
  }

  override async head(name: string): Promise<Head | null> {
    const { head, streams } = this.shareOf(name);
    if (!head) return null;
    const { epoch, leader, last, total, accounts } = head;
    return { version: 1, epoch, leader, last, total, accounts, streams: new Map(streams) };
  }

  override async hash(share: string, name: HashName): Promise<Map<string, string>> {
    return new Map(this.shareOf(share).hashes.get(name));
  }

  override async value(share: string, name: ValueName): Promise<string | null> {
    return this.shareOf(share).values.get(name) ?? null;
  }

  override async *read(
    name: string,
    after: string,
    signal: AbortSignal,
    stream: StreamKind = 'log',
  ): AsyncIterable<LogEntry[]> {
    for (let cursor = after; !signal.aborted;) {
      const kept = this.shareOf(name)[stream];
      const entries = kept.slice(firstAfter(kept, cursor));
      cursor = entries.at(-1)?.id ?? cursor;
      if (entries.length > 0) yield entries;
      else await nextEvent(this.memory.changes, 'entry', { signal }).catch(() => undefined);
    }
  }

  override async rowsBacklog(name: string): Promise<RowsBacklog> {
    const { rows } = this.shareOf(name);
    const bytes = rows
      .flatMap(({ fields }) => [...fields.values()])
      .reduce((sum, { length }) => sum + length, 0);
    return { last: rows.at(-1)?.id ?? null, entries: rows.length, bytes };
  }

  override async secret(name: string): Promise<string> {
    const { secrets } = this.reached();
    const secret = secrets.get(name) ?? randomBytes(32).toString('base64url');
    secrets.set(name, secret);
    return secret;
  }

  override async once(id: string, ttlMs: Millis): Promise<boolean> {
    return this.reached().count(`once ${id}`, 1, ttlMs) === 1;
  }

  override async add(additions: readonly Addition[]): Promise<number[]> {
    const memory = this.reached();
    return additions.map(({ counter, by, ttlMs }) => memory.count(`sum ${counter}`, by, ttlMs));
  }

  override async announce(
    name: string,
    text: string,
    forget: readonly string[],
  ): Promise<Map<string, string>> {
    const { members } = this.reached();
    for (const other of forget) members.delete(other);
    members.set(name, text);
    return new Map(members);
  }

  override async notify(fields: EntryFields): Promise<void> {
    const { log } = this.shareOf(NOTICES);
    const now = Math.trunc(this.now());
    const [lastTime = 0, lastN = -1] = (log.at(-1)?.id ?? '').split('-').map(Number);
    log.splice(0, firstFrom(log, `${now - NOTICES_KEPT}-0`));
    this.push(log, now > lastTime ? `${now}-0` : `${lastTime}-${lastN + 1}`, fields);
  }

  override async usage(): Promise<null> {
    this.reached();
    return null;
  }

  override async close(): Promise<void> {
    this.setConnected(false);
  }

  private reached(): EngineMemory {
    if (!this.up) throw new EngineDown('the engine cannot be reached');
    return this.memory;
  }

  private shareOf(name: string): Share {
    return this.reached().share(name);
  }

  private owns(share: Share, { value }: HeldShare): boolean {
    return share.lease?.value === value && share.lease.until > this.memory.clock.monotonic();
  }

  private fenced(held: HeldShare): Share {
    const share = this.shareOf(held.share);
    if (!this.owns(share, held)) throw new Fenced('lease lost');
    return share;
  }

  private isStored({ head }: Share, id: string, previous: string): boolean {
    const last = head!.last;
    if (last.split('-')[0] === id.split('-')[0] && compareIds(id, last) <= 0) return true;
    if (last !== previous) throw new Conflict(`last entry is ${last}`);
    return false;
  }

  private takeoverFields(epoch: string, previous: string, fresh: boolean): EntryFields {
    const fields = {
      k: 't',
      e: epoch,
      p: previous,
      f: fresh ? '1' : '0',
      i: this.own.instance,
      a: this.own.address,
    };
    return new Map(Object.entries(fields).map(([name, value]) => [name, Buffer.from(value)]));
  }

  private push(log: { id: string; fields: EntryFields }[], id: string, fields: EntryFields): void {
    log.push({ id, fields });
    this.memory.changes.emit('entry');
  }
}

/** The place of the first entry whose id is not below `id`, in a log that its ids order. */
function firstFrom(log: readonly LogEntry[], id: string): number {
  let [low, high] = [0, log.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds(log[middle]!.id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place of the first entry whose id is above `id`. */
function firstAfter(log: readonly LogEntry[], id: string): number {
  const from = firstFrom(log, id);
  return log[from]?.id === id ? from + 1 : from;
}
