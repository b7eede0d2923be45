import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { SocketTransport } from '../transport.js';

/** The response of an event stream. It has no length and is not chunked, so that shared bytes go directly to the socket. */
export class SseTransport extends SocketTransport {
  override readonly encoding = 'events';
  private closing = false;

  override get open(): boolean {
    return !this.closing && this.socket.writable;
  }

  /** Event streams have no close codes: the response ends, and the browser reconnects with `Last-Event-ID`. */
  override close(name: CloseName): void {
    if (!this.open) return;
    this.closing = true;
    this.stats.closed(name);
    this.socket.end();
  }

  override destroy(): void {
    this.socket.destroy();
  }

  /** Event streams cannot answer. */
  override ping(): boolean {
    return false;
  }

  override pong(): void {}
}
