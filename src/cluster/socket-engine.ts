import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Clock } from '../clock/clock.js';
import {
  Conflict,
  Engine,
  EngineDown,
  Fenced,
  type Addition,
  type Batch,
  type Begin,
  type EngineUsage,
  type EntryFields,
  type HashName,
  type HashWrite,
  type Head,
  type HeldShare,
  type LogEntry,
  type RowsBacklog,
  type StreamKind,
  type ValueName,
} from './engine.port.js';
import { FrameReader, frameOf } from './socket-frames.js';
import type { EngineCall, EngineHello, EngineReply } from './socket-calls.js';

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** The engine of another process on this machine, over its socket (`EngineServer`). It does not connect again: that process is its parent. */
export class SocketEngine extends Engine {
  private readonly pending = new Map<number, Pending>();
  private readonly readers = new Map<number, Arrivals>();
  private lastCall = 0;
  private up = true;
  /** The engine's clock minus ours. */
  private ahead = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly clock: Clock,
  ) {
    super();
    const frames = new FrameReader((message) => this.onReply(message as EngineReply));
    socket.on('data', (bytes) => frames.add(bytes));
    // The close that follows ends every call.
    socket.on('error', () => undefined);
    socket.once('close', () => this.end());
  }

  /** @param path of the socket @throws when nothing listens there */
  static async connect(path: string, hello: EngineHello, clock: Clock): Promise<SocketEngine> {
    const socket = connect(path);
    await once(socket, 'connect');
    socket.write(frameOf(hello));
    const engine = new SocketEngine(socket, clock);
    const sent = clock.monotonic();
    const now = await engine.call<Millis>('now');
    engine.ahead = now - (sent + clock.monotonic()) / 2;
    return engine;
  }

  override now(): Millis {
    return this.clock.monotonic() + this.ahead;
  }

  override get connected(): boolean {
    return this.up;
  }

  override acquire(share: string, ttlMs: number): Promise<HeldShare | null> {
    return this.call('acquire', share, ttlMs);
  }

  override renew(held: HeldShare, ttlMs: number): Promise<boolean> {
    return this.call('renew', held, ttlMs);
  }

  override release(held: HeldShare, end: Pick<Batch, 'id' | 'previous'>): Promise<void> {
    return this.call('release', held, end);
  }

  override begin(held: HeldShare, begin: Begin): Promise<HeldShare> {
    return this.call('begin', held, begin);
  }

  override append(held: HeldShare, batch: Batch): Promise<void> {
    return this.call('append', held, batch);
  }

  override put(held: HeldShare, name: ValueName, text: string): Promise<void> {
    return this.call('put', held, name, text);
  }

  override write(held: HeldShare, writes: readonly HashWrite[]): Promise<void> {
    return this.call('write', held, writes);
  }

  override head(share: string): Promise<Head | null> {
    return this.call('head', share);
  }

  override hash(share: string, name: HashName): Promise<Map<string, string>> {
    return this.call('hash', share, name);
  }

  override value(share: string, name: ValueName): Promise<string | null> {
    return this.call('value', share, name);
  }

  override async *read(
    share: string,
    after: string,
    signal: AbortSignal,
    stream: StreamKind = 'log',
  ): AsyncIterable<LogEntry[]> {
    const arrivals = new Arrivals();
    const id = this.send('read', [share, after, stream]);
    this.readers.set(id, arrivals);
    const stop = (): void => arrivals.end(null);
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        const entries = await arrivals.next();
        if (entries === null) return;
        yield entries;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.readers.delete(id);
      if (this.up) this.socket.write(frameOf({ id, method: 'stop', args: [] } satisfies EngineCall));
    }
  }

  override rowsBacklog(share: string): Promise<RowsBacklog> {
    return this.call('rowsBacklog', share);
  }

  override secret(name: string): Promise<string> {
    return this.call('secret', name);
  }

  override once(id: string, ttlMs: Millis): Promise<boolean> {
    return this.call('once', id, ttlMs);
  }

  override add(additions: readonly Addition[]): Promise<number[]> {
    return this.call('add', additions);
  }

  override announce(name: string, text: string, forget: readonly string[]): Promise<Map<string, string>> {
    return this.call('announce', name, text, forget);
  }

  override notify(fields: EntryFields): Promise<void> {
    return this.call('notify', fields);
  }

  override usage(): Promise<EngineUsage | null> {
    return this.call('usage');
  }

  override async close(): Promise<void> {
    this.end();
    this.socket.destroy();
  }

  private call<T>(method: EngineCall['method'], ...args: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const id = this.send(method, args);
      this.pending.set(id, { resolve: resolve as Pending['resolve'], reject });
    });
  }

  private send(method: EngineCall['method'], args: unknown[]): number {
    if (!this.up) throw unreachable();
    const id = ++this.lastCall;
    this.socket.write(frameOf({ id, method, args } satisfies EngineCall));
    return id;
  }

  private onReply(reply: EngineReply): void {
    const { id } = reply;
    const reader = this.readers.get(id);
    if ('entries' in reply) return reader?.add(reply.entries);
    const error = 'error' in reply ? errorOf(reply.error) : null;
    if (reader) return reader.end(error);
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (error) pending?.reject(error);
    else pending?.resolve('result' in reply ? reply.result : undefined);
  }

  private end(): void {
    if (!this.up) return;
    this.up = false;
    for (const { reject } of this.pending.values()) reject(unreachable());
    this.pending.clear();
    for (const arrivals of this.readers.values()) arrivals.end(unreachable());
  }
}

/** Entries that have arrived and are not read yet. */
class Arrivals {
  private entries: LogEntry[] = [];
  private ended: { error: Error | null } | null = null;
  private wake: () => void = () => undefined;

  add(entries: readonly LogEntry[]): void {
    this.entries.push(...entries);
    this.wake();
  }

  end(error: Error | null): void {
    this.ended ??= { error };
    this.wake();
  }

  /** @returns null at the end */
  async next(): Promise<LogEntry[] | null> {
    while (this.entries.length === 0) {
      if (this.ended?.error) throw this.ended.error;
      if (this.ended) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const { entries } = this;
    this.entries = [];
    return entries;
  }
}

const unreachable = (): EngineDown => new EngineDown('the process that leads cannot be reached');

const ERRORS = { Conflict, EngineDown, Fenced };

function errorOf({ name, message }: { name: string; message: string }): Error {
  const Known = (ERRORS as Partial<Record<string, new (text: string) => Error>>)[name];
  return Known ? new Known(message) : new Error(message);
}
