import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '../../test/support/manual-clock.js';
import { startHttpProxy, type TestProxy } from '../../test/support/proxies.js';
import { parseProxy } from '../config/accounts/proxy.js';
import { Egress } from './egress.js';
import { ProxyFault } from './proxy-fault.js';
import { RateBudget } from './rate-budget.js';
import { ProxyFailover } from './proxy-failover.js';
import { TIER_LIMITS } from './tier-limits.js';

const NAME = 'exchange.invalid';
const USER = 'kunde-7';

let clock: ManualClock;
let exchange: http.Server;
const cleanups: (() => Promise<unknown>)[] = [];

function egressThrough(proxyUrl: string, id = 'p'): Egress {
  const proxy = { ...parseProxy(proxyUrl)!, id };
  const egress = new Egress(id, proxy, new RateBudget(TIER_LIMITS.standard), clock, () => undefined);
  cleanups.push(() => egress.close());
  return egress;
}

async function kept(starting: Promise<TestProxy>): Promise<TestProxy> {
  const proxy = await starting;
  cleanups.push(() => proxy.close());
  return proxy;
}

function get(egress: Egress): ReturnType<Egress['get']> {
  const { port } = exchange.address() as AddressInfo;
  return egress.get(`http://${NAME}:${port}`, '/info', {}, new AbortController().signal);
}

beforeEach(async () => {
  clock = new ManualClock();
  exchange = http.createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(exchange, 'listening');
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  exchange.closeAllConnections();
  exchange.close();
});

describe('a route', () => {
  it('leaves a failing proxy for the next and tries it again later', async () => {
    const bad = await kept(startHttpProxy({ username: USER, password: 'other' }));
    const good = await kept(startHttpProxy({ names: { [NAME]: '127.0.0.1' } }));
    const first = egressThrough(`http://127.0.0.1:${bad.port}`, 'first');
    const second = egressThrough(`http://127.0.0.1:${good.port}`, 'second');
    const failover = new ProxyFailover([first, second]);
    expect(failover.current(clock.wallNow())).toBe(first);
    await expect(get(failover.current(clock.wallNow()))).rejects.toBeInstanceOf(ProxyFault);
    expect(failover.current(clock.wallNow())).toBe(second);
    expect((await get(failover.current(clock.wallNow()))).status).toBe(200);
    clock.advance(60_000);
    expect(failover.current(clock.wallNow())).toBe(first);
    await expect(get(first)).rejects.toBeInstanceOf(ProxyFault);
    clock.advance(60_000);
    expect(failover.current(clock.wallNow())).toBe(second);
  });

  it('takes the one that has rested longest while all fail', async () => {
    const proxies = await Promise.all([1, 2].map(() => kept(startHttpProxy({ username: USER }))));
    const egresses = proxies.map(({ port }) => egressThrough(`http://127.0.0.1:${port}`)) as [Egress, Egress];
    await expect(get(egresses[0])).rejects.toBeInstanceOf(ProxyFault);
    clock.advance(1);
    await expect(get(egresses[1])).rejects.toBeInstanceOf(ProxyFault);
    expect(new ProxyFailover(egresses).current(clock.wallNow())).toBe(egresses[0]);
  });
});
