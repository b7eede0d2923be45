import type { Socket } from 'node:net';
import type { BroadcastStats } from '../broadcast-stats.js';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import type { Encoding } from '../fan-out/cohort.js';
import type { Transport } from './transport.js';

/** Frames go straight to the socket, framed once for all who get them. */
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
    // A write that the kernel took whole leaves nothing behind, however large it was.
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
