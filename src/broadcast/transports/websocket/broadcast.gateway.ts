import type { IncomingMessage } from 'node:http';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { BroadcastStats } from '../../broadcast-stats.js';
import { ClientRegistry } from '../../clients/client-registry.js';
import { requestedChannels } from '../../clients/requested-channels.js';
import { UpgradeGate } from '../upgrade-gate.js';
import type { BroadcastSocket } from './broadcast-server.js';
import { WebSocketTransport } from './websocket-transport.js';

/** `/ws`: registers each WebSocket as a client. */
@WebSocketGateway({ path: '/ws' })
export class BroadcastGateway implements OnGatewayConnection {
  constructor(
    private readonly clients: ClientRegistry,
    private readonly gate: UpgradeGate,
    private readonly stats: BroadcastStats,
  ) {}

  handleConnection(client: BroadcastSocket, request: IncomingMessage): void {
    const transport = new WebSocketTransport(client, request.socket, this.stats);
    client.on('error', leaveToWs);
    const connection = this.clients.admit(this.gate.principalOf(request), transport, request);
    if (typeof connection === 'string') return transport.close(connection);
    client.attach(connection, this.clients);
    connection.session.begin(requestedChannels(request.url ?? '/'));
  }
}

/** `ws` closes the connection itself: 1009 for a frame over the limit, 1002 and 1007 for an invalid one. */
function leaveToWs(): void {}
