import type { Socket } from 'node:net';
import { CLOSE_CODES, type CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { WebSocket } from 'ws';
import type { BroadcastStats } from '../../broadcast-stats.js';
import type { Encoding } from '../../fan-out/message.js';
import { PING_FRAME, pongFrame } from '../../fan-out/ws-frame.js';
import { SocketTransport } from '../transport.js';

/**
 * A WebSocket whose frames bypass `ws`, which would frame each one per client. `ws` still handles the rare and intricate
 * parts: the handshake, incoming frames and the closing handshake.
 */
export class WebSocketTransport extends SocketTransport {
  override readonly encoding: Encoding;
  private owedPong: Buffer | null = null;

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

  override pong(data: Buffer): void {
    if (!this.socket.writableNeedDrain) return void this.write(pongFrame(data));
    if (!this.owedPong) this.onceDrained(() => this.sendOwedPong());
    this.owedPong = data;
  }

  private sendOwedPong(): void {
    const { owedPong } = this;
    this.owedPong = null;
    if (owedPong) this.pong(owedPong);
  }
}
