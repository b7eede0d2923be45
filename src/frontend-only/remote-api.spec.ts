import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppConfig } from '../config/app-config.js';
import { Secret } from '../secrets/secret.js';
import { RemoteApi } from './remote-api.js';

describe('a request to the other instance', () => {
  it('carries the key of this instance, and the name and rights of its caller', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const api = new RemoteApi({ remote: { apiBase, apiKey: new Secret('of-this-instance') } } as AppConfig);
    await api.request('POST', '/x', { name: 'alice', scope: 'read', accounts: new Set([7]), rate: null });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(seen).toMatchObject([
      {
        authorization: 'Bearer of-this-instance',
        'x-on-behalf-of': 'alice',
        'x-restrict-scope': 'read',
        'x-restrict-accounts': '7',
      },
    ]);
  });
});
