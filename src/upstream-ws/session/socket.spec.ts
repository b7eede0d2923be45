import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { Socket } from './socket.js';

const FRAMES = 2_000;
const FRAME = 'x'.repeat(1_000);
/** Frames of this size that one read of a socket can deliver, which are handled together. */
const A_READ = 64;

async function serve(): Promise<{ url: string; send(): void; close(): Promise<void> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const clients: WebSocket[] = [];
  server.on('connection', (client) => clients.push(client));
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send: () => clients.forEach((client) => Array.from({ length: FRAMES }, () => client.send(FRAME))),
    close: async () => {
      for (const client of clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('sockets to the exchange', () => {
  it('leave turns of the event loop to others while they read what has waited', async () => {
    const server = await serve();
    const clock = new ManualClock();
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    let [open, taken, ofTurn, most] = [0, 0, 0, 0];
    const frame = (): void => {
      taken += 1;
      most = Math.max(most, (ofTurn += 1));
      clock.advance(10);
    };
    const events = { open: () => (open += 1), frame, pong() {}, ping() {}, end() {} };
    const sockets = [0, 1].map(() => new Socket(server.url, undefined, clock, () => null, events));
    while (open < sockets.length) await turn();
    server.send();
    while (taken < sockets.length * FRAMES) {
      ofTurn = 0;
      await turn();
    }
    expect(most).toBeLessThanOrEqual(2 * A_READ);
    for (const socket of sockets) socket.close();
    await server.close();
  });
});
