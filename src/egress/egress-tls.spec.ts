import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import { ManualClock } from '../../test/support/manual-clock.js';
import {
  startHttpProxy,
  startSocksProxy,
  type ProxyOptions,
  type TestProxy,
} from '../../test/support/proxies.js';
import { parseProxy } from '../config/accounts/proxy.js';
import { Egress } from './egress.js';
import { RateBudget } from './rate-budget.js';
import { TIER_LIMITS } from './tier-limits.js';

const NAME = 'exchange.invalid';
const pem = (name: string): string =>
  readFileSync(new URL(`../../test/fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
/** Self-signed, for `exchange.invalid`, `localhost` and 127.0.0.1. */
const certificate = { key: pem('key'), cert: pem('cert') };
const through: ProxyOptions = { names: { [NAME]: '127.0.0.1' } };

const trusted = tls.getCACertificates();
let exchange: https.Server;
let port: number;
let proxy: TestProxy;
let egress: Egress;

async function use(starting: Promise<TestProxy>, urlOf: (port: number) => string): Promise<void> {
  proxy = await starting;
  const config = { ...parseProxy(urlOf(proxy.port))!, id: 'p' };
  egress = new Egress('p', config, new RateBudget(TIER_LIMITS.standard), new ManualClock(), () => undefined);
}

const get = (): ReturnType<Egress['get']> =>
  egress.get(`https://${NAME}:${port}`, '/', {}, new AbortController().signal);

beforeEach(async () => {
  tls.setDefaultCACertificates([certificate.cert]);
  exchange = https.createServer(certificate, (_, response) => response.end('{}'));
  new WebSocketServer({ server: exchange }).on('connection', (socket) => socket.send('connected'));
  exchange.listen(0, '127.0.0.1');
  await once(exchange, 'listening');
  port = (exchange.address() as AddressInfo).port;
});

afterEach(async () => {
  tls.setDefaultCACertificates(trusted);
  await egress.close();
  await proxy.close();
  exchange.closeAllConnections();
  exchange.close();
});

describe('an exchange behind TLS', () => {
  it.each([
    ['an HTTP proxy', () => startHttpProxy(through), (at: number) => `http://127.0.0.1:${at}`],
    [
      'an HTTPS proxy',
      () => startHttpProxy({ ...through, tls: certificate }),
      (at: number) => `https://localhost:${at}`,
    ],
    ['a SOCKS5h proxy', () => startSocksProxy(through), (at: number) => `socks5h://127.0.0.1:${at}`],
  ])('is reached through %s by REST and WebSocket', async (_, start, urlOf) => {
    await use(start(), urlOf);
    expect(await get()).toMatchObject({ status: 200, text: '{}' });
    const socket = new WebSocket(`wss://${NAME}:${port}/stream`, { agent: egress.socketAgent(true) });
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(data.toString()).toBe('connected');
    socket.terminate();
    expect(new Set(proxy.asked)).toEqual(new Set([`${NAME}:${port}`]));
  });

  it('is refused when its certificate is not trusted, with or without a proxy', async () => {
    tls.setDefaultCACertificates(trusted);
    await use(startHttpProxy(through), (at) => `http://127.0.0.1:${at}`);
    await expect(get()).rejects.toMatchObject({
      name: 'ProxyFault',
      message: expect.stringContaining('SELF_SIGNED') as string,
    });
  });
});
