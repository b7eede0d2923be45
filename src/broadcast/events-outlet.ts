import type { Socket } from 'node:net';
import type { BroadcastStats } from './broadcast-stats.js';
import type { CloseName } from './close-codes.js';
import type { Outlet } from './outlet.js';

/** The response of an event stream. It has no length and is not chunked, so that shared bytes go straight to the socket. */
export class EventsOutlet implements Outlet {
  readonly encoding = 'events';
  private closing = false;

  constructor(
    private readonly socket: Socket,
    private readonly stats: BroadcastStats,
  ) {}

  get open(): boolean {
    return !this.closing && this.socket.writable;
  }

  get pending(): number {
    return this.socket.writableLength;
  }

  get taken(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
  }

  write(bytes: Buffer): boolean {
    return this.writeAll([bytes]);
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

  onceDrained(task: () => void): void {
    this.socket.once('drain', task);
  }

  /** An event stream knows no codes: it ends, and the browser comes back with `Last-Event-ID`. */
  close(name: CloseName): void {
    if (!this.open) return;
    this.closing = true;
    this.stats.closed(name);
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Event streams can't answer. */
  ping(): boolean {
    return false;
  }
}
