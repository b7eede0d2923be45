import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions } from 'ws';
import { Problem } from '../../../http/problems.js';
import { BroadcastSocket } from './broadcast-socket.js';
import type { UpgradeGate } from '../upgrade-gate.js';
import { WINDOW_BITS } from '../../fan-out/ws-frame.js';

type OnUpgraded = (client: BroadcastSocket, request: IncomingMessage) => void;

/** The `ws` server behind `/ws`: asks the gate first, and declines compression that could not be shared. */
export class BroadcastServer extends WebSocketServer<typeof BroadcastSocket> {
  constructor(
    private readonly gate: UpgradeGate,
    options: ServerOptions,
  ) {
    super({
      ...options,
      noServer: true,
      WebSocket: BroadcastSocket,
      // One compressed message serves all clients only without context takeover and with one window for all.
      perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true },
    });
  }

  override handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, upgraded: OnUpgraded): void {
    try {
      this.gate.admit(request);
    } catch (error) {
      return refuse(
        socket,
        error instanceof Problem ? error : new Problem('INTERNAL', 'The upgrade failed.'),
      );
    }
    // `ws` answers an offer that it can't accept with 400; declining means to go on without the extension.
    const offer = request.headers['sec-websocket-extensions'];
    if (offer !== undefined && !isShareable(offer)) delete request.headers['sec-websocket-extensions'];
    super.handleUpgrade(request, socket, head, upgraded);
  }
}

/** Whether every offer of compression leaves the server its one window. */
function isShareable(offer: string): boolean {
  const windows = [...offer.matchAll(/server_max_window_bits\s*=\s*"?(\d+)/g)].map(([, bits]) =>
    Number(bits),
  );
  return windows.every((bits) => bits === WINDOW_BITS);
}

function refuse(socket: Duplex, problem: Problem): void {
  const body = JSON.stringify(problem.toBody());
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...problem.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.on('error', () => socket.destroy());
  socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n'));
}
