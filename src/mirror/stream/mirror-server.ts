import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { WebSocketServer } from 'ws';
import { accessRequestOf } from '../../access/authenticator.port.js';
import { TrustedProxies } from '../../access/client-address.js';
import { RequestLimiter } from '../../access/request-limiter.js';
import { BroadcastOptions } from '../../broadcast/broadcast-options.js';
import { declineUnsharedWindows } from '../../broadcast/transports/websocket/broadcast-server.js';
import { Problem } from '../../http/problems.js';
import { ExchangeRefusal, invalidParam, tooManyRequests, unavailable } from '../exchange-answers.js';
import { PathKeys } from '../path-keys.js';
import { MirrorStream } from './mirror-stream.js';

type OnUpgraded = Parameters<WebSocketServer['handleUpgrade']>[3];

/** The `ws` server behind `/stream`. Clients show their token later, so upgrades are let in without one. */
@Injectable()
export class MirrorServer extends WebSocketServer {
  constructor(
    private readonly stream: MirrorStream,
    private readonly limiter: RequestLimiter,
    private readonly proxies: TrustedProxies,
    private readonly limits: BroadcastOptions,
    private readonly pathKeys: PathKeys,
  ) {
    super({
      noServer: true,
      maxPayload: limits.maxFrameBytes,
      // The socket answers pings itself, and the stream knows its clients.
      autoPong: false,
      clientTracking: false,
      perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true },
    });
  }

  override handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, upgraded: OnUpgraded): void {
    const refusal = this.refusalOf(request);
    if (refusal) return this.refuse(socket, refusal);
    declineUnsharedWindows(request);
    super.handleUpgrade(request, socket, head, upgraded);
  }

  private refusalOf(request: IncomingMessage): ExchangeRefusal | null {
    if (this.stream.draining) return unavailable('the server is restarting');
    const query = new URLSearchParams(request.url?.split('?')[1]);
    if (query.get('encoding') === 'msgpack') return invalidParam('encoding : only json is served');
    try {
      this.limiter.countBot({ client: this.proxies.clientOf(accessRequestOf(request)) });
      this.pathKeys.requestOf(request);
    } catch (error) {
      if (error instanceof ExchangeRefusal) return error;
      if (error instanceof Problem) return tooManyRequests(60);
      throw error;
    }
    return null;
  }

  /** Answers the upgrade, and ends the connection of a client that neither reads it nor leaves. */
  private refuse(socket: Duplex, { status, body, headers }: ExchangeRefusal): void {
    const lines = Object.entries({
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      Connection: 'close',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    socket.on('error', () => socket.destroy());
    (socket as Socket).setTimeout(this.limits.closeGraceMs, () => socket.destroy());
    socket.end([`HTTP/1.1 ${status} Refused`, ...lines, '', body].join('\r\n'));
  }
}

/** `/stream`: hands each WebSocket to the mirror. */
@WebSocketGateway({ path: '/stream' })
export class MirrorGateway implements OnGatewayConnection {
  constructor(private readonly stream: MirrorStream) {}

  handleConnection(...[client, request]: Parameters<MirrorStream['connect']>): void {
    this.stream.connect(client, request);
  }
}
