import { createHash } from 'node:crypto';
import { createClient, ErrorReply, RESP_TYPES } from '@redis/client';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Conflict, EngineDown, Fenced } from '../engine.port.js';

export type Word = string | Buffer;

/** What an answer can hold; `Buffer` in place of strings where bytes were asked for. */
export type RedisReply = string | number | Buffer | null | RedisReply[];

const CONNECT_TIMEOUT: Millis = 5_000;
/** Silence after which a connection counts as broken: readers block for a second at most, members announce themselves. */
const SILENCE: Millis = 10_000;
const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 2_000;

/** Answers that say that the server cannot write or read just now. */
const UNAVAILABLE = /^(OOM|LOADING|BUSY|READONLY|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|MISCONF|NOAUTH)\b/;

/** A script and the name under which the server keeps it. */
export interface Script {
  text: string;
  sha: string;
}

export function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** One connection to a Redis or Valkey. It reconnects by itself; a command during a break fails with `EngineDown` at once. */
export class RedisConnection {
  private readonly client;
  private closed = false;

  /** @param onReady called after each connect, before other commands are admitted by the caller */
  constructor(url: string, onReady: () => void = () => undefined) {
    this.client = createClient({
      url,
      RESP: 2,
      disableOfflineQueue: true,
      disableClientInfo: true,
      maintNotifications: 'disabled',
      socket: {
        connectTimeout: CONNECT_TIMEOUT,
        socketTimeout: SILENCE,
        reconnectStrategy: (retries) =>
          Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(retries, 10)) * (0.75 + Math.random() / 2),
      },
    });
    this.client.on('ready', onReady);
    // Every command reports the break itself.
    this.client.on('error', () => undefined);
  }

  /** Begins to connect and keeps trying. Resolves with the first connection. */
  async connect(): Promise<void> {
    await this.client.connect();
  }

  get ready(): boolean {
    return this.client.isReady;
  }

  /** @throws EngineDown, Fenced, Conflict, or the server's own error for a command that it does not accept */
  async send(words: readonly Word[], bytes = false): Promise<RedisReply> {
    try {
      const typeMapping = bytes ? { [RESP_TYPES.BLOB_STRING]: Buffer } : {};
      return await this.client.sendCommand<RedisReply>([...words], { typeMapping });
    } catch (error) {
      throw asEngineError(error);
    }
  }

  /** Runs a script, sending its text only if the server does not have it. */
  async run(script: Script, keys: readonly string[], args: readonly Word[]): Promise<RedisReply> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await this.send(['EVALSHA', script.sha, ...rest]);
    } catch (error) {
      if (!(error instanceof ErrorReply) || !error.message.startsWith('NOSCRIPT')) throw error;
      return this.send(['EVAL', script.text, ...rest]);
    }
  }

  /** Drops the connection, with every command that waits for an answer. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.client.isOpen) this.client.destroy();
  }
}

function asEngineError(error: unknown): Error {
  if (!(error instanceof Error)) return new EngineDown(String(error));
  const { message } = error;
  if (message.startsWith('FENCED')) return new Fenced(message.slice('FENCED '.length));
  if (message.startsWith('CONFLICT')) return new Conflict(message.slice('CONFLICT '.length));
  if (error instanceof ErrorReply && !UNAVAILABLE.test(message)) return error;
  return new EngineDown(message, { cause: error });
}
