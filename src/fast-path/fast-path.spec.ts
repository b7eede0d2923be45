import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SYSTEM, type Principal } from '../access/principal.js';
import { Rendered } from '../cache/rendered.js';
import { AnswerHeaders } from '../http/answer-headers.js';
import { Problem } from '../http/problems.js';
import { installFastPath } from './fast-path.module.js';
import { FastPath } from './fast-path.service.js';

/** A server whose framework answers everything with 418. */
async function start({
  principal = SYSTEM,
  overLimit = false,
}: { principal?: Principal | null; overLimit?: boolean } = {}) {
  const auth = { identify: () => ({ principal: principal ?? undefined, client: { bucket: 'here' } }) };
  const limiter = {
    count: () => {
      if (overLimit) throw new Problem('RATE_LIMITED', 'Too many requests.');
      return { 'ratelimit-remaining': '5' };
    },
  };
  const accounts = {
    one: (_: unknown, index: number) => {
      if (index !== 7) throw new Problem('ACCOUNT_NOT_FOUND', 'not configured');
      return new Rendered('W/"7"', '{"account":"é"}');
    },
  };
  const portfolio = { read: () => new Rendered('W/"all"', '{"accounts":[]}') };
  const server = createServer((_, response) => void response.writeHead(418).end());
  const path = new FastPath(auth as never, limiter as never, accounts as never, portfolio as never);
  installFastPath(path, server, await AnswerHeaders.create(() => 'id-1'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return (url: string, init?: RequestInit): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${url}`, init);
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe('the fast path', () => {
  it.each([
    ['/api/portfolio', '{"accounts":[]}'],
    ['/api/accounts/7', '{"account":"é"}'],
  ])('answers GET %s before the framework', async (url, body) => {
    const get = await start();
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('ratelimit-remaining')).toBe('5');
    expect(response.headers.get('x-request-id')).toBe('id-1');
    expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(body));
    expect(await response.text()).toBe(body);
  });

  it('answers 304 when the client has the same answer', async () => {
    const get = await start();
    const response = await get('/api/accounts/7', { headers: { 'if-none-match': 'W/"7"' } });
    expect(response.status).toBe(304);
  });

  it.each([
    ['a query', '/api/portfolio?', {}],
    ['another method', '/api/portfolio', { method: 'POST' }],
    ['a request from another site', '/api/portfolio', { headers: { origin: 'https://elsewhere.example' } }],
    ['an unknown account', '/api/accounts/8', {}],
    ['any other path', '/api/accounts', {}],
  ])('leaves %s to the framework', async (_, url, init) => {
    const get = await start();
    expect((await get(url, init)).status).toBe(418);
  });

  it('leaves refusals to the framework', async () => {
    const anonymous = await start({ principal: null });
    expect((await anonymous('/api/portfolio')).status).toBe(418);
    const limited = await start({ overLimit: true });
    expect((await limited('/api/portfolio')).status).toBe(418);
  });
});
