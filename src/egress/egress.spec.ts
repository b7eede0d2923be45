import { once } from 'node:events';
import dns from 'node:dns';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { ManualClock } from '../../test/support/manual-clock.js';
import {
  startBrokenProxy,
  startHttpProxy,
  startSocksProxy,
  type TestProxy,
} from '../../test/support/proxies.js';
import { parseProxy } from '../config/accounts/proxy.js';
import { DIAL_TIMEOUT_MS } from './dialer.js';
import { Egress } from './egress.js';
import { ProxyFault } from './proxy-fault.js';
import { RateBudget } from './rate-budget.js';
import { TIER_LIMITS } from './tier-limits.js';
import type { EgressFault } from './transport-monitor.js';

const NAME = 'exchange.invalid';
const USER = 'kunde-7';
const PASSWORD = 'p@ss:wort/1';

let clock: ManualClock;
let exchange: http.Server;
let port: number;
let callers: string[];
let faults: EgressFault['kind'][];
const cleanups: (() => Promise<unknown>)[] = [];

function egressThrough(proxyUrl: string | null, id = 'p'): Egress {
  const proxy = proxyUrl === null ? null : { ...parseProxy(proxyUrl)!, id };
  const budget = new RateBudget(TIER_LIMITS.standard);
  const egress = new Egress(
    id,
    proxy,
    budget,
    clock,
    (_egress, _transport, fault) => void (fault && faults.push(fault.kind)),
  );
  cleanups.push(() => egress.close());
  return egress;
}

async function kept(starting: Promise<TestProxy>): Promise<TestProxy> {
  const proxy = await starting;
  cleanups.push(() => proxy.close());
  return proxy;
}

const get = (egress: Egress, host = NAME): ReturnType<Egress['get']> =>
  egress.get(`http://${host}:${port}`, '/info?x=1', {}, new AbortController().signal);

async function socketSays(egress: Egress, host = NAME): Promise<string> {
  const socket = new WebSocket(`ws://${host}:${port}/stream`, { agent: egress.socketAgent(false) });
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.terminate();
  return data.toString();
}

beforeEach(async () => {
  clock = new ManualClock();
  callers = [];
  faults = [];
  exchange = http.createServer((request, response) => {
    callers.push(request.url ?? '');
    response.end(`{"host":"${request.headers.host}"}`);
  });
  new WebSocketServer({ server: exchange }).on('connection', (socket) => socket.send('connected'));
  exchange.listen(0, '127.0.0.1');
  await once(exchange, 'listening');
  port = (exchange.address() as AddressInfo).port;
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const cleanup of cleanups.splice(0)) await cleanup();
  exchange.closeAllConnections();
  exchange.close();
  expect(clock.pending).toBe(0);
});

describe('an egress', () => {
  it('connects directly without a proxy', async () => {
    const egress = egressThrough(null);
    expect(await get(egress, '127.0.0.1')).toMatchObject({ status: 200, retryAfter: null });
    expect(await socketSays(egress, '127.0.0.1')).toBe('connected');
    expect(egress.state([7])).toMatchObject({
      host: 'direct',
      protocol: 'direct',
      healthy: true,
      accounts: [7],
    });
  });

  it('reuses an idle REST connection for longer than the rarest poll', async () => {
    let connections = 0;
    exchange.on('connection', () => (connections += 1));
    exchange.keepAliveTimeout = 0;
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] });
    try {
      const egress = egressThrough(null);
      await get(egress, '127.0.0.1');
      await new Promise((resolve) => setImmediate(resolve));
      jest.advanceTimersByTime(60_000);
      await get(egress, '127.0.0.1');
      expect(connections).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });

  const credentials = `${USER}:${encodeURIComponent(PASSWORD)}`;
  it.each([
    ['HTTP CONNECT', 'http', startHttpProxy, (at: number) => `http://127.0.0.1:${at}`],
    [
      'HTTP CONNECT with credentials',
      'http',
      startHttpProxy,
      (at: number) => `http://${credentials}@127.0.0.1:${at}`,
    ],
    [
      "HTTP CONNECT in the vendors' notation",
      'http',
      startHttpProxy,
      (at: number) => `127.0.0.1:${at}:${USER}:${PASSWORD}`,
    ],
    ['SOCKS5h', 'socks5h', startSocksProxy, (at: number) => `socks5h://127.0.0.1:${at}`],
    [
      'SOCKS5h with credentials',
      'socks5h',
      startSocksProxy,
      (at: number) => `socks5h://${credentials}@127.0.0.1:${at}`,
    ],
  ])('sends REST and WebSocket through %s only, name look-ups included', async (_, protocol, start, url) => {
    const secret = url(1).includes(USER) ? { username: USER, password: PASSWORD } : {};
    const proxy = await kept(start({ ...secret, names: { [NAME]: '127.0.0.1' } }));
    const lookup = jest.spyOn(dns, 'lookup');
    const egress = egressThrough(url(proxy.port));
    expect((await get(egress)).text).toBe(`{"host":"${NAME}:${port}"}`);
    expect((await get(egress)).status).toBe(200);
    expect(await socketSays(egress)).toBe('connected');
    expect(new Set(proxy.asked)).toEqual(new Set([`${NAME}:${port}`]));
    expect(lookup.mock.calls.map(([host]) => host)).not.toContain(NAME);
    expect(callers).toEqual(['/info?x=1', '/info?x=1']);
    expect(egress.state([])).toMatchObject({ protocol, healthy: true, fault: null });
  });

  it('reaches proxies by their IPv6 address', async () => {
    const options = { host: '::1', names: { [NAME]: '127.0.0.1' } };
    const [http, socks] = [await kept(startHttpProxy(options)), await kept(startSocksProxy(options))];
    expect((await get(egressThrough(`[::1]:${http.port}`))).status).toBe(200);
    expect((await get(egressThrough(`socks5h://[::1]:${socks.port}`))).status).toBe(200);
  });

  it('resolves names locally for SOCKS4 and SOCKS5, as their notation says', async () => {
    for (const protocol of ['socks4', 'socks5']) {
      const proxy = await kept(startSocksProxy());
      expect((await get(egressThrough(`${protocol}://127.0.0.1:${proxy.port}`), 'localhost')).status).toBe(
        200,
      );
      expect(proxy.asked[0]).toMatch(/^(127\.0\.0\.1|0:0:0:0:0:0:0:1|::1):/);
    }
  });

  it('opens no new connection for the next poll', async () => {
    const proxy = await kept(startHttpProxy({ names: { [NAME]: '127.0.0.1' } }));
    const egress = egressThrough(`http://127.0.0.1:${proxy.port}`);
    for (let i = 0; i < 5; i++) {
      await get(egress);
      await new Promise(setImmediate);
    }
    expect(proxy.accepted()).toBe(1);
  });

  it.each([
    [
      'wants other credentials',
      'proxy-auth',
      () => startHttpProxy({ username: USER, password: 'other' }),
      'http',
    ],
    [
      'wants other SOCKS credentials',
      'proxy-auth',
      () => startSocksProxy({ username: USER, password: 'other' }),
      'socks5h',
    ],
    ['answers garbage', 'proxy-garbage', () => startBrokenProxy('SSH-2.0-x\r\n'), 'http'],
    [
      'answers SOCKS with HTTP',
      'proxy-garbage',
      () => startBrokenProxy('HTTP/1.1 400 Bad\r\n\r\n'),
      'socks5h',
    ],
    ['refuses to carry', 'proxy-refused', () => startBrokenProxy('HTTP/1.1 502 Bad Gateway\r\n\r\n'), 'http'],
  ])('reports a proxy that %s', async (_, kind, start, protocol) => {
    const proxy = await kept(start());
    const egress = egressThrough(
      `${protocol}://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${proxy.port}`,
    );
    const failed = await get(egress).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ProxyFault);
    expect(failed).toMatchObject({ kind });
    expect(String(failed)).not.toMatch(/kunde|wort/);
    await expect(socketSays(egress)).rejects.toMatchObject({ kind });
    expect(egress.state([])).toMatchObject({ healthy: false, fault: kind });
    expect(faults).toEqual([kind]);
    expect(callers).toEqual([]);
  });

  it('reports a proxy that is down, and one that never answers', async () => {
    const gone = await startBrokenProxy(null);
    await gone.close();
    for (const protocol of ['http', 'https', 'socks4', 'socks5', 'socks5h'])
      await expect(
        get(egressThrough(`${protocol}://127.0.0.1:${gone.port}`), '127.0.0.1'),
      ).rejects.toMatchObject({ kind: 'proxy-refused' });
    for (const protocol of ['http', 'socks5h']) {
      const mute = await kept(startBrokenProxy(null));
      const asked = get(egressThrough(`${protocol}://127.0.0.1:${mute.port}`)).catch(
        (error: unknown) => error,
      );
      while (clock.pending === 0) await new Promise(setImmediate);
      clock.advance(DIAL_TIMEOUT_MS);
      expect(await asked).toMatchObject({ kind: 'proxy-timeout' });
    }
  });

  it('is blocked by a 429 for the requested time, or a full window', () => {
    const egress = egressThrough(null);
    egress.noteRateLimited('rest', 5_000, 'one');
    expect(egress.state([])).toMatchObject({
      healthy: false,
      fault: 'rate-limited',
      rate_limited_count: 1,
      blocked_until: clock.wallNow() + 5_000,
    });
    egress.noteRateLimited('rest', null, 'one');
    expect(egress.budget.wait('poll', 300, clock.monotonic())).toBe(60_000);
    expect(egress.sockets.waitToConnect(clock.monotonic())).toBe(60_000);
    clock.advance(60_000);
    expect(egress.state([])).toMatchObject({ healthy: true, fault: null, blocked_until: null });
    expect(faults).toEqual(['rate-limited', 'rate-limited']);
  });

  it('lets the other transport wait for a window only', () => {
    const egress = egressThrough(null);
    egress.noteRateLimited('rest', 300_000, 'one');
    expect(egress.budget.wait('poll', 300, clock.monotonic())).toBe(300_000);
    expect(egress.sockets.waitToConnect(clock.monotonic())).toBe(60_000);
  });

  it('counts as rate limited only when two L1 addresses were answered 429', () => {
    const egress = egressThrough(null);
    egress.noteRateLimited('rest', 5_000, 'one');
    expect(egress.health.rest.fault).toBeNull();
    egress.noteRateLimited('rest', 5_000, 'two');
    expect(egress.health.rest.fault).toMatchObject({ kind: 'rate-limited' });
    expect(egress.health.websocket.fault).toBeNull();
  });

  it.each([
    ['HTML 403', 403, '<html>blocked</html>', 'cdn-blocked'],
    ['a restricted jurisdiction', 400, '{"code":20558,"message":"x"}', 'geo-blocked'],
  ])(
    'is unhealthy for REST after %s, and healthy again after a JSON answer',
    async (_, status, body, kind) => {
      const egress = egressThrough(null);
      exchange.removeAllListeners('request');
      exchange.on('request', (_request, response: http.ServerResponse) =>
        response.writeHead(status).end(body),
      );
      await get(egress, '127.0.0.1');
      expect(egress.state([])).toMatchObject({ healthy: false, fault: kind });
      exchange.removeAllListeners('request');
      exchange.on('request', (_request, response: http.ServerResponse) => response.end('{"code":200}'));
      await get(egress, '127.0.0.1');
      expect(egress.state([])).toMatchObject({ healthy: true, fault: null });
      expect(faults).toEqual([kind]);
    },
  );

  it('asks for uncompressed answers', async () => {
    const asked: unknown[] = [];
    exchange.on('request', ({ headers }: http.IncomingMessage) => asked.push(headers['accept-encoding']));
    await get(egressThrough(null), '127.0.0.1');
    expect(asked).toEqual(['identity']);
  });

  it.each([200, 201, 204])('accepts CONNECT answered with %i', async (status) => {
    const proxy = await kept(startHttpProxy({ names: { [NAME]: '127.0.0.1' }, connectStatus: status }));
    expect((await get(egressThrough(`http://127.0.0.1:${proxy.port}`))).status).toBe(200);
  });
});
