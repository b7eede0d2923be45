import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { BroadcastOptions } from '../../broadcast-options.js';
import { BroadcastServer } from './broadcast-server.js';
import { UpgradeGate } from '../upgrade-gate.js';

/** Nest's adapter for `ws`, with our server in it: the upgrade is guarded, and messages stay with the gateway. */
export class BroadcastWsAdapter extends WsAdapter {
  constructor(private readonly app: INestApplicationContext) {
    super(app);
  }

  override create(port: number, options: Record<string, unknown> & { path?: string }): BroadcastServer {
    const { maxFrameBytes } = this.app.get(BroadcastOptions);
    const server = new BroadcastServer(this.app.get(UpgradeGate), { maxPayload: maxFrameBytes });
    this.ensureHttpServerExists(port, this.httpServer as Parameters<WsAdapter['ensureHttpServerExists']>[1]);
    this.addWsServerToRegistry(server, port, options.path ?? '/');
    return server;
  }

  /** The gateway reads every message itself: Nest's `{event, data}` shape would drop all others without a word. */
  override bindMessageHandlers(): void {}

  /** Nor does Nest need to hear of the end: the gateway does. */
  override bindClientDisconnect(): void {}
}
