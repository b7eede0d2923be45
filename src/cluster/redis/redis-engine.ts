import { randomBytes } from 'node:crypto';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../../clock/clock.js';
import {
  Engine,
  NOTICES,
  NOTICES_KEPT,
  type Addition,
  type Batch,
  type Begin,
  type EngineUsage,
  type EntryFields,
  type LogEntry,
  type HashName,
  type HashWrite,
  type Head,
  type HeldShare,
  type RowsBacklog,
  type StreamKind,
  type ValueName,
} from '../engine.port.js';
import { Keys } from './redis-keys.js';
import { RedisConnection, script } from './redis-connection.js';
import { RedisReaders } from './redis-readers.js';
import { RedisServer } from './redis-server.js';
import { hashWords, headOf, idAfter, pairs } from './redis-words.js';
import { ACQUIRE, ADD, APPEND, BEGIN, PUT, RELEASE, RENEW, WRITE } from './scripts.js';

const SCRIPTS = {
  acquire: script(ACQUIRE),
  renew: script(RENEW),
  append: script(APPEND),
  begin: script(BEGIN),
  put: script(PUT),
  write: script(WRITE),
  release: script(RELEASE),
  add: script(ADD),
};
const SECRET_BYTES = 32;
/** Counters that one script adds to: it holds the server up while it runs. */
const ADDITIONS_AT_ONCE = 1_000;

export interface RedisEngineOptions {
  /** `redis://` or `rediss://`, with credentials. */
  url: string;
  /** Keeps the clusters of one server apart. */
  name: string;
  /** Names this process in the lease. */
  instance: string;
  /** Base URL under which the other processes reach this one. */
  address: string;
  newEpoch: () => string;
}

/** The engine on a Redis or Valkey, 6.2 or newer. */
export class RedisEngine extends Engine {
  private readonly commands: RedisConnection;
  private readonly keys: Keys;
  private readonly readers: RedisReaders;
  private readonly server: RedisServer;
  /** By key. */
  private readonly secrets = new Map<string, string>();
  private isAnnounced = false;
  /** Stays until it succeeds. */
  private mustRefill = false;

  constructor(
    private readonly options: RedisEngineOptions,
    clock: Clock,
  ) {
    super();
    this.keys = new Keys(options.name);
    // The run changes when the server restarts, and every restart breaks the connection.
    this.commands = new RedisConnection(options.url, () => this.server.forgetRun());
    this.server = new RedisServer(this.commands, clock);
    this.readers = new RedisReaders(options.url);
  }

  /**
   * Connects, waiting as long as the server cannot be reached.
   * @throws UnusableEngine
   */
  async connect(): Promise<void> {
    await this.server.connect();
  }

  override now(): Millis {
    return this.server.now();
  }

  override get connected(): boolean {
    return this.commands.ready;
  }

  override async acquire(share: string, ttlMs: number): Promise<HeldShare | null> {
    const { keys, options } = this;
    const run = await this.server.run();
    const reply = await this.commands.run(
      SCRIPTS.acquire,
      [keys.lease(share), keys.term(share), keys.head(share), keys.log(share)],
      [options.instance, String(ttlMs), run, options.newEpoch(), options.address],
    );
    const [granted, value, epoch, fresh] = reply as [number, string, string, number];
    if (granted === 0) return null;
    return { share, term: Number(value.slice(0, value.indexOf(':'))), value, epoch, fresh: fresh === 1 };
  }

  override async renew({ share, value }: HeldShare, ttlMs: number): Promise<boolean> {
    const { keys } = this;
    return (await this.commands.run(SCRIPTS.renew, [keys.lease(share)], [value, String(ttlMs)])) === 1;
  }

  override async release(
    { share, value }: HeldShare,
    { id, previous }: Pick<Batch, 'id' | 'previous'>,
  ): Promise<void> {
    const { keys } = this;
    await this.commands.run(
      SCRIPTS.release,
      [keys.lease(share), keys.head(share), keys.log(share)],
      [value, id, previous],
    );
  }

  override async begin(held: HeldShare, { epoch, id, previous, accounts }: Begin): Promise<HeldShare> {
    const { keys, options } = this;
    const { share, value } = held;
    const stored = (await this.head(share))?.accounts ?? [];
    await this.commands.run(
      SCRIPTS.begin,
      [
        keys.lease(share),
        keys.head(share),
        keys.log(share),
        ...(['m', 'l', 'i', 'w'] as const).map((name) => keys.hash(share, name)),
        ...stored.flatMap(([index]) => [keys.hash(share, `a:${index}`), keys.hash(share, `x:${index}`)]),
      ],
      [value, id, previous, epoch, JSON.stringify(accounts), options.instance, options.address],
    );
    return { ...held, epoch, fresh: true };
  }

  override async append({ share, value }: HeldShare, batch: Batch): Promise<void> {
    const { keys } = this;
    const words = [...batch.fields].flat();
    const rows = [...(batch.rows ?? [])].flat();
    await this.commands.run(
      SCRIPTS.append,
      [
        keys.lease(share),
        keys.head(share),
        keys.log(share),
        keys.rows(share),
        ...batch.hashes.map(({ name }) => keys.hash(share, name)),
      ],
      [
        value,
        batch.id,
        batch.previous,
        String(words.length),
        ...words,
        batch.keepLogFrom,
        String(batch.total),
        String(rows.length),
        ...rows,
        idAfter(batch.storedRows),
        String(batch.streams.length),
        ...batch.streams.flatMap(({ stream, before, after }) => [stream, String(before), String(after)]),
        ...batch.hashes.flatMap(hashWords),
      ],
    );
  }

  override async put({ share, value }: HeldShare, name: ValueName, text: string): Promise<void> {
    const { keys } = this;
    await this.commands.run(SCRIPTS.put, [keys.lease(share), keys.value(share, name)], [value, text]);
  }

  override async write({ share, value }: HeldShare, writes: readonly HashWrite[]): Promise<void> {
    const { keys } = this;
    await this.commands.run(
      SCRIPTS.write,
      [keys.lease(share), ...writes.map(({ name }) => keys.hash(share, name))],
      [value, ...writes.flatMap(hashWords)],
    );
  }

  override async head(share: string): Promise<Head | null> {
    return headOf(await this.hashAt(this.keys.head(share)));
  }

  override hash(share: string, name: HashName): Promise<Map<string, string>> {
    return this.hashAt(this.keys.hash(share, name));
  }

  override value(share: string, name: ValueName): Promise<string | null> {
    return this.commands.send(['GET', this.keys.value(share, name)]) as Promise<string | null>;
  }

  override async *read(
    share: string,
    after: string,
    signal: AbortSignal,
    stream: StreamKind = 'log',
  ): AsyncIterable<LogEntry[]> {
    yield* this.readers.follow(this.keys.stream(share, stream), after, signal);
  }

  override async rowsBacklog(share: string): Promise<RowsBacklog> {
    const key = this.keys.rows(share);
    const [newest, entries, bytes] = (await Promise.all([
      this.commands.send(['XREVRANGE', key, '+', '-', 'COUNT', '1']),
      this.commands.send(['XLEN', key]),
      this.commands.send(['MEMORY', 'USAGE', key]),
    ])) as [[string, string[]][], number, number | null];
    return { last: newest[0]?.[0] ?? null, entries, bytes: bytes ?? 0 };
  }

  override async secret(name: string): Promise<string> {
    const key = this.keys.secret(name);
    await this.commands.send(['SET', key, randomBytes(SECRET_BYTES).toString('base64url'), 'NX']);
    const secret = String(await this.commands.send(['GET', key]));
    this.secrets.set(key, secret);
    return secret;
  }

  override async once(id: string, ttlMs: Millis): Promise<boolean> {
    const words = ['SET', this.keys.once(id), '1', 'NX', 'PX', String(Math.ceil(ttlMs))];
    return (await this.commands.send(words)) === 'OK';
  }

  override async add(additions: readonly Addition[]): Promise<number[]> {
    const totals: number[] = [];
    for (let at = 0; at < additions.length; at += ADDITIONS_AT_ONCE) {
      const some = additions.slice(at, at + ADDITIONS_AT_ONCE);
      const counters = some.map(({ counter }) => this.keys.sum(counter));
      const words = some.flatMap(({ by, ttlMs }) => [String(by), String(Math.ceil(ttlMs))]);
      totals.push(...((await this.commands.run(SCRIPTS.add, counters, words)) as number[]));
    }
    return totals;
  }

  override async announce(
    name: string,
    text: string,
    forget: readonly string[],
  ): Promise<Map<string, string>> {
    const key = this.keys.members();
    if (forget.length > 0) await this.commands.send(['HDEL', key, ...forget]);
    const isNew = (await this.commands.send(['HSET', key, name, text])) === 1;
    // Our row is gone: the server was emptied, or others took this process for lost, which changes nothing.
    this.mustRefill ||= isNew && this.isAnnounced;
    this.isAnnounced = true;
    if (this.mustRefill) await this.refill();
    return this.hashAt(key);
  }

  override async notify(fields: EntryFields): Promise<void> {
    const keepFrom = String(Math.trunc(this.now() - NOTICES_KEPT));
    const words = ['XADD', this.keys.log(NOTICES), 'MINID', '~', keepFrom, '*', ...[...fields].flat()];
    await this.commands.send(words);
  }

  override usage(): Promise<EngineUsage> {
    return this.server.usage();
  }

  override async close(): Promise<void> {
    this.server.close();
    this.commands.close();
    this.readers.close();
  }

  private async refill(): Promise<void> {
    for (const [key, secret] of this.secrets) await this.commands.send(['SET', key, secret, 'NX']);
    this.mustRefill = false;
    this.onEmptied();
  }

  private async hashAt(key: string): Promise<Map<string, string>> {
    const words = (await this.commands.send(['HGETALL', key])) as string[];
    return new Map(pairs(words));
  }
}
