import type { Millis } from 'lighter-broadcaster-protocol/account';
import { EngineDown, type LogEntry } from '../engine.port.js';
import { RedisConnection } from './redis-connection.js';

const READ_COUNT = 200;
const READ_BLOCK: Millis = 1_000;

/** Follows streams. A blocking read holds its connection, so each reader has its own. */
export class RedisReaders {
  private readonly open = new Set<RedisConnection>();

  constructor(private readonly url: string) {}

  /** @throws EngineDown when the connection breaks, but not after `signal` aborted */
  async *follow(stream: string, after: string, signal: AbortSignal): AsyncIterable<LogEntry[]> {
    const connection = new RedisConnection(this.url);
    const stop = (): void => connection.close();
    this.open.add(connection);
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (!signal.aborted) await connection.connect();
      for (let cursor = after; !signal.aborted;) {
        const entries = await read(connection, stream, cursor);
        cursor = entries.at(-1)?.id ?? cursor;
        if (entries.length > 0) yield entries;
      }
    } catch (error) {
      if (!signal.aborted) throw error instanceof EngineDown ? error : new EngineDown(String(error));
    } finally {
      signal.removeEventListener('abort', stop);
      this.open.delete(connection);
      connection.close();
    }
  }

  /** Breaks every reader off. */
  close(): void {
    for (const connection of this.open) connection.close();
  }
}

async function read(connection: RedisConnection, stream: string, after: string): Promise<LogEntry[]> {
  const words = ['COUNT', String(READ_COUNT), 'BLOCK', String(READ_BLOCK), 'STREAMS', stream, after];
  const reply = await connection.send(['XREAD', ...words], true);
  const [found] = (reply ?? []) as [Buffer, [Buffer, Buffer[]][]][];
  return (found?.[1] ?? []).map(([id, fields]) => ({ id: id.toString(), fields: new Map(named(fields)) }));
}

function named(words: readonly Buffer[]): [string, Buffer][] {
  return Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i]!.toString(), words[2 * i + 1]!]);
}
