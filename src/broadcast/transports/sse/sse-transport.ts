import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { SocketTransport } from '../socket-transport.js';

/** The response of an event stream. It has no length and is not chunked, so that shared bytes go straight to the socket. */
export class SseTransport extends SocketTransport {
  override readonly encoding = 'events';
  private closing = false;

  override get open(): boolean {
    return !this.closing && this.socket.writable;
  }

  /** An event stream knows no codes: it ends, and the browser comes back with `Last-Event-ID`. */
  override close(name: CloseName): void {
    if (!this.open) return;
    this.closing = true;
    this.stats.closed(name);
    this.socket.end();
  }

  override destroy(): void {
    this.socket.destroy();
  }

  /** Event streams can't answer. */
  override ping(): boolean {
    return false;
  }
}
