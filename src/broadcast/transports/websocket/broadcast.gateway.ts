import type { IncomingMessage } from 'node:http';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { BroadcastSocket } from './broadcast-socket.js';
import { BroadcastStats } from '../../broadcast-stats.js';
import { requestedChannels } from '../../clients/requested-channels.js';
import { ClientRegistry } from '../../clients/client-registry.js';
import { UpgradeGate } from '../upgrade-gate.js';
import { WebSocketTransport } from './websocket-transport.js';

/** `/ws`: joins a WebSocket to the hub. */
@WebSocketGateway({ path: '/ws' })
export class BroadcastGateway implements OnGatewayConnection {
  constructor(
    private readonly reception: ClientRegistry,
    private readonly gate: UpgradeGate,
    private readonly stats: BroadcastStats,
  ) {}

  handleConnection(client: BroadcastSocket, request: IncomingMessage): void {
    const transport = new WebSocketTransport(client, request.socket, this.stats);
    client.on('error', leaveToWs);
    const visit = this.reception.admit(this.gate.principalOf(request), transport, request);
    if (typeof visit === 'string') return transport.close(visit);
    client.receive(visit, this.reception);
    visit.session.begin(requestedChannels(request.url ?? '/'));
  }
}

/** `ws` closes by itself: 1009 for a frame past the limit, 1002 and 1007 for a broken one. */
function leaveToWs(): void {}
