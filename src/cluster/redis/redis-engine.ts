// Long: one method for each command of the port.
import { randomBytes } from 'node:crypto';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../../clock/clock.js';
import {
  Engine,
  EngineDown,
  NOTICES,
  UnusableEngine,
  type Batch,
  type Begin,
  type LogEntry,
  type EntryFields,
  type HashName,
  type HashWrite,
  type Head,
  type HeldShare,
  type ClusterMember,
  type RowsEntry,
  type ValueName,
} from '../engine.port.js';
import { Keys } from './redis-keys.js';
import { RedisConnection, script, type RedisReply, type Word } from './redis-connection.js';
import { ACQUIRE, APPEND, BEGIN, PUT, RELEASE, RENEW, WRITE } from './scripts.js';

const SCRIPTS = {
  acquire: script(ACQUIRE),
  renew: script(RENEW),
  append: script(APPEND),
  begin: script(BEGIN),
  put: script(PUT),
  write: script(WRITE),
  release: script(RELEASE),
};
const OLDEST = [6, 2];
const READ_COUNT = 200;
const READ_BLOCK: Millis = 1_000;
const NOTICES_KEPT = 1_000;
const SECRET_BYTES = 32;

export interface RedisEngineOptions {
  /** `redis://` or `rediss://`, with credentials. */
  url: string;
  /** Keeps the clusters of one server apart. */
  name: string;
  /** Names this process, in the lease and among the members. */
  instance: string;
  /** Base URL under which the other processes reach this one. */
  address: string;
  newEpoch: () => string;
}

/** The engine on a Redis or Valkey, 6.2 or newer. */
export class RedisEngine extends Engine {
  private readonly commands: RedisConnection;
  private readonly keys: Keys;
  private readonly readers = new Set<RedisConnection>();
  private run: Promise<string> | null = null;
  private offset = 0;

  constructor(
    private readonly options: RedisEngineOptions,
    private readonly clock: Clock,
  ) {
    super();
    this.keys = new Keys(options.name);
    // The run changes when the server restarts, and every restart breaks the connection.
    this.commands = new RedisConnection(options.url, () => (this.run = null));
  }

  /**
   * Connects, waiting as long as the server cannot be reached.
   * @throws UnusableEngine
   */
  async connect(): Promise<void> {
    await this.commands.connect();
    const info = String(await this.commands.send(['INFO']));
    const version = infoField(info, 'redis_version') ?? 'unknown';
    if (isOlder(version, OLDEST))
      throw new UnusableEngine(`CLUSTER_URL: Redis ${version} is too old; use Redis or Valkey 6.2 or newer.`);
    const policy = infoField(info, 'maxmemory_policy');
    if (policy !== undefined && policy !== 'noeviction')
      throw new UnusableEngine(
        `CLUSTER_URL: the server drops keys when its memory is full (maxmemory-policy ${policy}); set it to noeviction.`,
      );
  }

  override get offsetMs(): number {
    return this.offset;
  }

  override get connected(): boolean {
    return this.commands.ready;
  }

  override async acquire(share: string, ttlMs: number): Promise<HeldShare | null> {
    const { keys, options } = this;
    const run = await this.runId();
    const sent = this.clock.monotonic();
    const reply = await this.commands.run(
      SCRIPTS.acquire,
      [keys.lease(share), keys.term(share), keys.head(share), keys.log(share)],
      [options.instance, String(ttlMs), run, options.newEpoch(), options.address],
    );
    const [granted, value, epoch, fresh, now] = reply as [number, string, string, number, string];
    this.noteClock(sent, now);
    if (granted === 0) return null;
    return { share, term: Number(value.slice(0, value.indexOf(':'))), value, epoch, fresh: fresh === 1 };
  }

  override async renew({ share, value }: HeldShare, ttlMs: number): Promise<boolean> {
    const sent = this.clock.monotonic();
    const reply = await this.commands.run(SCRIPTS.renew, [this.keys.lease(share)], [value, String(ttlMs)]);
    const [renewed, now] = reply as [number, string];
    this.noteClock(sent, now);
    return renewed === 1;
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
        batch.rows ?? '',
        batch.keepLogFrom,
        batch.keepRowsFrom,
        String(batch.total),
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
    const fields = await this.hashAt(this.keys.head(share));
    const epoch = fields.get('epoch');
    if (epoch === undefined) return null;
    const accounts = fields.get('accounts');
    const streams = [...fields].flatMap(([field, seq]) =>
      field.startsWith('s:') ? [[field.slice(2), Number(seq)] as const] : [],
    );
    return {
      version: Number(fields.get('v')),
      epoch,
      last: fields.get('last') ?? '0-0',
      total: Number(fields.get('total') ?? 0),
      accounts: accounts === undefined ? null : (JSON.parse(accounts) as [number, string][]),
      streams: new Map(streams),
    };
  }

  override hash(share: string, name: HashName): Promise<Map<string, string>> {
    return this.hashAt(this.keys.hash(share, name));
  }

  override value(share: string, name: ValueName): Promise<string | null> {
    return this.commands.send(['GET', this.keys.value(share, name)]) as Promise<string | null>;
  }

  override async first(share: string): Promise<string | null> {
    const reply = await this.commands.send(['XRANGE', this.keys.log(share), '-', '+', 'COUNT', '1']);
    return (reply as [string, RedisReply][])[0]?.[0] ?? null;
  }

  override async *read(cursors: ReadonlyMap<string, string>, signal: AbortSignal): AsyncIterable<LogEntry[]> {
    const { keys } = this;
    const at = new Map(
      [...cursors].map(([source, id]) => [
        source === NOTICES ? keys.notices : keys.log(source),
        { source, id },
      ]),
    );
    for await (const streams of this.readStreams(at, signal))
      yield streams.flatMap(({ source, entries }) =>
        entries.map(({ id, fields }) => ({ source, id, fields })),
      );
  }

  override async *rows(share: string, after: string, signal: AbortSignal): AsyncIterable<RowsEntry[]> {
    const at = new Map([[this.keys.rows(share), { source: share, id: after }]]);
    for await (const streams of this.readStreams(at, signal))
      yield streams.flatMap(({ entries }) =>
        entries.map(({ id, fields }) => ({ id, rows: fields.get('r') ?? Buffer.alloc(0) })),
      );
  }

  override async setRowsDone(share: string, id: string): Promise<void> {
    await this.commands.send(['SET', this.keys.rowsDone(share), id]);
  }

  override async rowsDone(share: string): Promise<string> {
    return ((await this.commands.send(['GET', this.keys.rowsDone(share)])) as string | null) ?? '0-0';
  }

  override async once(id: string, ttlMs: number): Promise<boolean> {
    return (await this.commands.send(['SET', this.keys.once(id), '1', 'NX', 'PX', String(ttlMs)])) === 'OK';
  }

  override async add(
    counts: ReadonlyMap<string, { by: number; ttlMs: Millis }>,
  ): Promise<Map<string, number>> {
    const totals = [...counts].map(async ([name, { by, ttlMs }]) => {
      const key = this.keys.counter(name);
      const [, total] = await Promise.all([
        this.commands.send(['SET', key, '0', 'NX', 'PX', String(ttlMs)]),
        this.commands.send(['INCRBY', key, String(by)]),
      ]);
      return [name, Number(total)] as const;
    });
    return new Map(await Promise.all(totals));
  }

  override async secret(name: string): Promise<string> {
    const key = this.keys.secret(name);
    await this.commands.send(['SET', key, randomBytes(SECRET_BYTES).toString('base64url'), 'NX']);
    return String(await this.commands.send(['GET', key]));
  }

  override async notify(kind: string, body: object): Promise<void> {
    const { notices } = this.keys;
    await this.commands.send([
      ...['XADD', notices, 'MAXLEN', '~', String(NOTICES_KEPT), '*', 'k', kind],
      ...['j', JSON.stringify(body)],
    ]);
  }

  override async announce(member: ClusterMember): Promise<void> {
    const seen = this.clock.wallNow() + this.offset;
    await this.commands.send([
      'HSET',
      this.keys.members,
      member.instance,
      JSON.stringify({ ...member, seen }),
    ]);
  }

  override async members(): Promise<(ClusterMember & { seen: Millis })[]> {
    const fields = await this.hashAt(this.keys.members);
    return [...fields.values()].map((text) => JSON.parse(text) as ClusterMember & { seen: Millis });
  }

  override async close(): Promise<void> {
    for (const connection of [this.commands, ...this.readers]) connection.close();
  }

  private async hashAt(key: string): Promise<Map<string, string>> {
    const words = (await this.commands.send(['HGETALL', key])) as string[];
    return new Map(pairs(words));
  }

  /** A blocking read holds its connection, so each reader has its own. */
  private async *readStreams(
    at: Map<string, { source: string; id: string }>,
    signal: AbortSignal,
  ): AsyncIterable<{ source: string; entries: { id: string; fields: EntryFields }[] }[]> {
    const connection = new RedisConnection(this.options.url);
    this.readers.add(connection);
    const stop = (): void => connection.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (!signal.aborted) await connection.connect();
      while (!signal.aborted) {
        const keys = [...at.keys()];
        const ids = [...at.values()].map(({ id }) => id);
        const reply = await connection.send(
          ['XREAD', 'COUNT', String(READ_COUNT), 'BLOCK', String(READ_BLOCK), 'STREAMS', ...keys, ...ids],
          true,
        );
        const streams = (reply ?? []) as [Buffer, [Buffer, Buffer[]][]][];
        if (streams.length === 0) continue;
        yield streams.map(([key, raw]) => {
          const cursor = at.get(key.toString())!;
          const entries = raw.map(([id, words]) => ({ id: id.toString(), fields: entryFields(words) }));
          cursor.id = entries.at(-1)?.id ?? cursor.id;
          return { source: cursor.source, entries };
        });
      }
    } catch (error) {
      if (!signal.aborted) throw error instanceof EngineDown ? error : new EngineDown(String(error));
    } finally {
      signal.removeEventListener('abort', stop);
      this.readers.delete(connection);
      connection.close();
    }
  }

  /** Names this life of the server's process. */
  private async runId(): Promise<string> {
    this.run ??= this.commands
      .send(['INFO', 'server'])
      .then((info) => infoField(String(info), 'run_id') ?? 'unknown');
    try {
      return await this.run;
    } catch (error) {
      this.run = null;
      throw error;
    }
  }

  /** The server stamped `now` half a round trip ago, as far as we know. */
  private noteClock(sent: Millis, now: string): void {
    const half = (this.clock.monotonic() - sent) / 2;
    this.offset = Number(now) + half - this.clock.wallNow();
  }
}

function hashWords({ clear, set, delete: deleted }: HashWrite): Word[] {
  return [
    String(clear.length),
    ...clear,
    String(set.size),
    ...[...set].flat(),
    String(deleted.length),
    ...deleted,
  ];
}

function entryFields(words: Buffer[]): EntryFields {
  return new Map(pairs(words).map(([name, value]) => [name.toString(), value]));
}

function pairs<T>(words: readonly T[]): [T, T][] {
  return Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i]!, words[2 * i + 1]!]);
}

function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [i, part] of than.entries()) if ((parts[i] ?? 0) !== part) return (parts[i] ?? 0) < part;
  return false;
}
