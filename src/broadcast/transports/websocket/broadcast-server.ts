import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocket, WebSocketServer, type ServerOptions } from 'ws';
import { Problem, rawResponse } from '../../../http/problems.js';
import { BroadcastOptions } from '../../broadcast-options.js';
import type { ClientConnection, ClientRegistry } from '../../clients/client-registry.js';
import { WINDOW_BITS } from '../../fan-out/ws-frame.js';
import { UpgradeGate } from '../upgrade-gate.js';

/**
 * A client's WebSocket. It handles its events itself, because listeners cost memory on every idle connection.
 */
export class BroadcastSocket extends WebSocket {
  private connection: ClientConnection | null = null;
  private registry: ClientRegistry | null = null;

  /** Passes incoming messages to the connection's session from now on, and its end to the registry. */
  attach(connection: ClientConnection, registry: ClientRegistry): void {
    this.connection = connection;
    this.registry = registry;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const { connection } = this;
    if (!connection) return super.emit(event, ...args);
    switch (event) {
      case 'message': {
        const [data, isBinary] = args as [Buffer, boolean];
        connection.session.onMessage(isBinary ? null : data.toString());
        return true;
      }
      case 'ping':
        connection.session.onPing(args[0] as Buffer);
        return true;
      case 'pong':
        connection.liveness.onPong();
        return true;
      case 'close':
        this.registry?.remove(connection);
        return super.emit(event, ...args);
      default:
        return super.emit(event, ...args);
    }
  }
}

type OnUpgraded = (client: BroadcastSocket, request: IncomingMessage) => void;

/** The `ws` server behind `/ws`: asks the gate first, and declines compression that clients could not share. */
class BroadcastServer extends WebSocketServer<typeof BroadcastSocket> {
  constructor(
    private readonly gate: UpgradeGate,
    private readonly closeGraceMs: number,
    options: ServerOptions,
  ) {
    super({
      ...options,
      noServer: true,
      WebSocket: BroadcastSocket,
      // The session answers pings, because `ws` would queue answers without limit for a client that does not read.
      autoPong: false,
      // The hub knows its clients; a second list would cost a closure per client.
      clientTracking: false,
      // One compressed message serves all clients only without context takeover and with the same window for all.
      perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true },
    });
  }

  override handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, upgraded: OnUpgraded): void {
    // Node listens to this socket no more, and `ws` does not yet.
    socket.on('error', destroyed);
    void this.gate.admit(request).then(
      () => {
        socket.off('error', destroyed);
        declineUnsharedWindows(request);
        super.handleUpgrade(request, socket, head, upgraded);
      },
      (error: unknown) => {
        const problem = error instanceof Problem ? error : new Problem('INTERNAL', 'The upgrade failed.');
        refuse(socket, problem, this.closeGraceMs);
      },
    );
  }
}

/** Nest's adapter for `ws` with a `BroadcastServer`: upgrades pass the gate, and the gateway reads messages itself. */
export class BroadcastWsAdapter extends WsAdapter {
  private endsUnaddressed = false;

  /** @param others makes the server of a path that is not `/ws` */
  constructor(
    private readonly app: INestApplicationContext,
    private readonly others: (path: string) => WebSocketServer | null = () => null,
  ) {
    super(app);
  }

  override create(port: number, options: Record<string, unknown> & { path?: string }): WebSocketServer {
    const server = this.others(options.path ?? '/') ?? this.broadcastServer();
    this.endUnaddressedUpgrades();
    this.ensureHttpServerExists(port, this.httpServer as Parameters<WsAdapter['ensureHttpServerExists']>[1]);
    this.addWsServerToRegistry(server, port, options.path ?? '/');
    return server;
  }

  /**
   * Ends upgrades that arrive from now on. Nobody answers them any more, and as other listeners make the server leave their sockets
   * alone, it would wait for them for ever.
   */
  override async dispose(): Promise<void> {
    (this.httpServer as Server).on('upgrade', (_: IncomingMessage, socket: Duplex) => socket.destroy());
    await super.dispose();
  }

  /**
   * Ends upgrades whose target and `Host` make no URL, before Nest sees them: it answers without listening to the socket, so that a
   * reset would end the process, and a client that stays would keep its connection for ever.
   */
  private endUnaddressedUpgrades(): void {
    if (this.endsUnaddressed) return;
    this.endsUnaddressed = true;
    (this.httpServer as Server).on('upgrade', ({ url = '/', headers }: IncomingMessage, socket: Duplex) => {
      if (!URL.canParse(url, `ws://${headers.host}/`)) socket.destroy();
    });
  }

  private broadcastServer(): BroadcastServer {
    const { maxFrameBytes, closeGraceMs } = this.app.get(BroadcastOptions);
    return new BroadcastServer(this.app.get(UpgradeGate), closeGraceMs, { maxPayload: maxFrameBytes });
  }

  /** The gateway reads every message: Nest would silently drop messages without its `{event, data}` shape. */
  override bindMessageHandlers(): void {}

  /** The socket reports its own end to the client registry. */
  override bindClientDisconnect(): void {}
}

/**
 * Declines compression with another window than the one that all clients share. `ws` refuses an offer that it cannot
 * accept with 400; without the header it proceeds without the extension.
 */
export function declineUnsharedWindows(request: IncomingMessage): void {
  const offer = request.headers['sec-websocket-extensions'];
  if (offer !== undefined && !isShareable(offer)) delete request.headers['sec-websocket-extensions'];
}

/** Whether every offer of compression accepts the server's window. */
function isShareable(offer: string): boolean {
  const windows = [...offer.matchAll(/server_max_window_bits\s*=\s*"?(\d+)/g)].map(([, bits]) =>
    Number(bits),
  );
  return windows.every((bits) => bits === WINDOW_BITS);
}

/** Answers the upgrade with an error, and ends the connection of a client that neither reads it nor leaves. */
function refuse(socket: Duplex, problem: Problem, graceMs: number): void {
  (socket as Socket).setTimeout(graceMs, () => socket.destroy());
  socket.end(rawResponse(problem));
}

function destroyed(this: Duplex): void {
  this.destroy();
}
