import type { Socket } from 'node:net';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import type { BroadcastStats } from '../broadcast-stats.js';
import type { Encoding } from '../fan-out/message.js';

/** Carries one client's bytes: the socket of a WebSocket, or the response of an event stream. */
export interface Transport {
  readonly encoding: Encoding;
  /** Whether it still accepts frames. */
  readonly open: boolean;
  /** @returns whether the socket accepts more now; after `false`, wait for it with `onceDrained` */
  write(bytes: Buffer): boolean;
  /** Several buffers in one system call. */
  writeAll(parts: readonly Buffer[]): boolean;
  /** Calls back once, as soon as the socket accepts more. */
  onceDrained(task: () => void): void;
  /** Bytes written that the socket has not taken yet. */
  readonly pending: number;
  /** Bytes that the socket has taken so far. */
  readonly taken: number;
  /** Closes the connection, with that code where the transport has codes. */
  close(name: CloseName): void;
  /** Ends the connection immediately and drops pending bytes. */
  destroy(): void;
  /** @returns whether the transport supports pings */
  ping(): boolean;
  /** Answers a protocol ping. While the socket is full only the latest is remembered, and answered once it drains. */
  pong(data: Buffer): void;
}

/** Writes prepared bytes directly to the socket; they are framed once for all clients. */
export abstract class SocketTransport implements Transport {
  abstract readonly encoding: Encoding;

  constructor(
    protected readonly socket: Socket,
    protected readonly stats: BroadcastStats,
  ) {}

  abstract get open(): boolean;

  abstract close(name: CloseName): void;

  abstract destroy(): void;

  abstract ping(): boolean;

  abstract pong(data: Buffer): void;

  get pending(): number {
    return this.socket.writableLength;
  }

  get taken(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
  }

  onceDrained(task: () => void): void {
    this.socket.once('drain', task);
  }

  write(bytes: Buffer): boolean {
    if (!this.open) return true;
    this.stats.writes++;
    this.stats.bytes += bytes.length;
    // A write that the kernel took completely leaves nothing pending, however large it was.
    return this.socket.write(bytes) || this.socket.writableLength === 0;
  }

  writeAll(parts: readonly Buffer[]): boolean {
    if (!this.open) return true;
    this.stats.writes++;
    this.socket.cork();
    for (const part of parts) {
      this.stats.bytes += part.length;
      this.socket.write(part);
    }
    this.socket.uncork();
    return !this.socket.writableNeedDrain || this.socket.writableLength === 0;
  }
}
