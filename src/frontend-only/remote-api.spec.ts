import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Principal } from '../access/principal.js';
import { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { Secret } from '../secrets/secret.js';
import { ProxyService } from './proxy.service.js';
import type { ProxyRequest } from './proxy-request.decorator.js';
import { RemoteApi } from './remote-api.js';

const ALICE: Principal = { name: 'alice', scope: 'read', accounts: new Set([7]), rate: null };
const PNL: ProxyRequest = {
  ...{ method: 'GET', route: '/api/history/pnl', accountIndex: null, id: null },
  principal: { ...ALICE, accounts: null },
  query: new URLSearchParams(),
};

describe('a request to the other instance', () => {
  let server: Server;
  let api: RemoteApi;
  const start = async (answer: RequestListener): Promise<void> => {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    api = new RemoteApi({ remote: { apiBase, apiKey: new Secret('of-this-instance') } } as AppConfig);
  };

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('carries the key of this instance, and the name and rights of its caller', async () => {
    const seen: IncomingMessage['headers'][] = [];
    await start((request, response) => {
      seen.push(request.headers);
      response.end('{}');
    });
    await api.request('POST', '/x', ALICE);
    expect(seen).toMatchObject([
      {
        authorization: 'Bearer of-this-instance',
        'x-on-behalf-of': 'alice',
        'x-restrict-scope': 'read',
        'x-restrict-accounts': '7',
      },
    ]);
  });

  it('ends when its caller leaves', async () => {
    const asked = Promise.withResolvers<IncomingMessage>();
    await start((request) => asked.resolve(request));
    const caller = new AbortController();
    const answer = api.request('GET', '/x', ALICE, undefined, caller.signal);
    const ended = once((await asked.promise).socket, 'close');
    caller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    await ended;
  });

  it('takes no answer that would not fit into memory', async () => {
    const piece = 'x'.repeat(1024 * 1024);
    await start((_, response) => {
      const more = (): void => {
        while (response.write(piece));
      };
      response.on('drain', more);
      more();
    });
    await expect(api.request('GET', '/x', ALICE)).rejects.toMatchObject({
      ...{ code: 'INVALID_REQUEST', message: expect.stringContaining('shorter span') },
    });
  });

  it('passes on when a refused caller should come back', async () => {
    await start((_, response) =>
      response.writeHead(503, { 'retry-after': '5' }).end('{"code":"HISTORY_BUSY","message":"busy"}'),
    );
    const answer = new ProxyService(api, { wallNow: () => 0 } as Clock).forward(PNL);
    await expect(answer).rejects.toMatchObject({ code: 'HISTORY_BUSY', headers: { 'retry-after': '5' } });
  });
});
