import type { IncomingMessage } from 'node:http';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { BroadcastStats } from './broadcast-stats.js';
import { wishedChannels } from './channel-wish.js';
import { ConnectionLimits } from './connection-limits.js';
import { Hub } from './hub.js';
import { Supervisor } from './supervisor.js';
import { UpgradeGate } from './upgrade-gate.js';
import { WsOutlet } from './ws-outlet.js';

/** `/ws`: joins a WebSocket to the hub. */
@WebSocketGateway({ path: '/ws' })
export class BroadcastGateway implements OnGatewayConnection {
  constructor(
    private readonly hub: Hub,
    private readonly gate: UpgradeGate,
    private readonly limits: ConnectionLimits,
    private readonly supervisor: Supervisor,
    private readonly stats: BroadcastStats,
  ) {}

  handleConnection(client: WebSocket, request: IncomingMessage): void {
    const { socket } = request;
    const outlet = new WsOutlet(client, socket, this.stats);
    const refused = this.limits.enter(socket.remoteAddress);
    client.on('error', () => {
      // `ws` closes by itself (1009 for a frame past the limit, 1002 and 1007 for a broken one).
    });
    if (refused) return outlet.close(refused);
    const session = this.hub.connect(this.gate.principalOf(request), outlet);
    const watch = this.supervisor.watch(session);
    socket.on('drain', () => session.subscriptions.outbox.onDrain());
    client.on('pong', () => watch.alive());
    client.on('message', (data: Buffer, isBinary) => session.onMessage(isBinary ? null : data.toString()));
    const { remoteAddress } = socket;
    client.on('close', () => {
      this.limits.leave(remoteAddress);
      this.supervisor.forget(watch);
      this.hub.disconnect(session);
    });
    session.begin(wishedChannels(request.url ?? '/'));
  }
}
