import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { RemoteApi } from '../../frontend-only/remote-api.js';
import { RELAY_HEADER } from '../stream/relay-protocol.js';
import { CollectorLink } from './collector-link.js';

const session = (id: string): string => JSON.stringify({ type: 'session', session: id, resumed: false });

it.each(['not JSON', '{"type":"follow', 'null', '{"type":"following","id":}'])(
  'a frame that is %j costs the session, and nothing else',
  async (frame) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const clock = new ManualClock();
    const mirrorUrl = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const link = new CollectorLink({ mirrorUrl, headersFor: () => ({}) } as unknown as RemoteApi, clock);
    const reset = new Promise<void>((resolve) => (link.onReset = resolve));
    const connected = async (): Promise<[WebSocket, unknown]> => {
      const [socket, request] = (await once(server, 'connection')) as [WebSocket, IncomingMessage];
      return [socket, request.headers[RELAY_HEADER]];
    };
    const first = connected();
    link.onApplicationBootstrap();
    const [socket] = await first;
    socket.send(session('first'));
    socket.send(frame);
    await once(socket, 'close');
    const second = connected();
    while (clock.pending < 2) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(250);
    const [again, asked] = await second;
    expect(asked).toBe('new');
    again.send(session('second'));
    await reset;
    link.onModuleDestroy();
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  },
);
