import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { BroadcastStats } from '../../broadcast-stats.js';
import { CLOSE_CODES, type CloseName } from 'lighter-broadcaster-protocol/close-codes';
import type { Encoding } from '../../fan-out/cohort.js';
import { SocketTransport } from '../socket-transport.js';
import { PING_FRAME } from '../../fan-out/ws-frame.js';

/**
 * A WebSocket whose frames go past `ws`, which frames per send. `ws` keeps what is rare and intricate: the handshake,
 * reading, pongs and the closing handshake.
 */
export class WebSocketTransport extends SocketTransport {
  override readonly encoding: Encoding;

  constructor(
    private readonly client: WebSocket,
    socket: Socket,
    stats: BroadcastStats,
  ) {
    super(socket, stats);
    this.encoding = client.extensions.includes('permessage-deflate') ? 'deflate' : 'text';
  }

  override get open(): boolean {
    return this.client.readyState === WebSocket.OPEN;
  }

  override close(name: CloseName): void {
    if (!this.open) return;
    this.stats.closed(name);
    const { code, reason } = CLOSE_CODES[name];
    this.client.close(code, reason);
  }

  override destroy(): void {
    this.client.terminate();
  }

  override ping(): boolean {
    this.write(PING_FRAME);
    return true;
  }
}
