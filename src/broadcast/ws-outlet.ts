import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { BroadcastStats } from './broadcast-stats.js';
import { CLOSE_CODES, type CloseName } from './close-codes.js';
import type { Encoding } from './cohort.js';
import type { Outlet } from './outlet.js';
import { PING_FRAME } from './ws-frame.js';

/**
 * A WebSocket whose frames are made once for all: they go straight to the socket, past `ws`, which frames per send.
 * `ws` keeps what is rare and intricate: the handshake, reading, pongs and the closing handshake.
 */
export class WsOutlet implements Outlet {
  readonly encoding: Encoding;

  constructor(
    private readonly client: WebSocket,
    private readonly socket: Socket,
    private readonly stats: BroadcastStats,
  ) {
    this.encoding = client.extensions.includes('permessage-deflate') ? 'deflate' : 'text';
  }

  get open(): boolean {
    return this.client.readyState === WebSocket.OPEN;
  }

  get pending(): number {
    return this.socket.writableLength;
  }

  get taken(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
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

  onceDrained(task: () => void): void {
    this.socket.once('drain', task);
  }

  close(name: CloseName): void {
    if (!this.open) return;
    this.stats.closed(name);
    const { code, reason } = CLOSE_CODES[name];
    this.client.close(code, reason);
  }

  destroy(): void {
    this.client.terminate();
  }

  ping(): boolean {
    this.write(PING_FRAME);
    return true;
  }
}
