import { WebSocket } from 'ws';
import type { ClientRegistry, ClientConnection } from '../../clients/client-registry.js';

/** A client's WebSocket. It knows its visit, so that thousands of idle clients share their listeners. */
export class BroadcastSocket extends WebSocket {
  private visit: ClientConnection | null = null;
  private reception: ClientRegistry | null = null;

  /** From now on what it brings goes to its session, and its end to the reception. */
  receive(visit: ClientConnection, reception: ClientRegistry): void {
    this.visit = visit;
    this.reception = reception;
    this.on('pong', onPong);
    this.on('message', onMessage);
    this.on('close', onClose);
  }

  heard(data: Buffer, isBinary: boolean): void {
    this.visit?.session.onMessage(isBinary ? null : data.toString());
  }

  alive(): void {
    this.visit?.watch.alive();
  }

  gone(): void {
    if (this.visit) this.reception?.release(this.visit);
  }
}

function onPong(this: WebSocket): void {
  (this as BroadcastSocket).alive();
}

function onMessage(this: WebSocket, data: Buffer, isBinary: boolean): void {
  (this as BroadcastSocket).heard(data, isBinary);
}

function onClose(this: WebSocket): void {
  (this as BroadcastSocket).gone();
}
