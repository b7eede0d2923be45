import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createClient } from '@redis/client';
import { UnusableEngine, type Engine } from '../../src/cluster/engine.port.js';
import { Keys } from '../../src/cluster/redis/redis-keys.js';
import { RedisEngine } from '../../src/cluster/redis/redis-engine.js';
import { SystemClock } from '../../src/clock/system-clock.js';
import { engineSuite, type EngineBench } from '../contract/engine.suite.js';
import { sharedOutboxSuite } from '../contract/shared-outbox.suite.js';
import { RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';

const clock = new SystemClock();
const newEpoch = (): string => crypto.randomUUID();
let server: RedisServer;
let engines: RedisEngine[] = [];
let benches = 0;

beforeAll(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  engines = [];
});
afterAll(() => server.stop());

async function open(instance: string, name: string, url = server.url): Promise<Engine> {
  const engine = new RedisEngine({ url, name, instance, address: `http://${instance}`, newEpoch }, clock);
  engines.push(engine);
  await engine.connect();
  return engine;
}

/** Runs one command beside the engines. */
async function command(...words: string[]): Promise<void> {
  const client = createClient({ url: server.url });
  await client.connect();
  await client.sendCommand(words);
  client.destroy();
}

describe('engine on Redis or Valkey', () => {
  const openBench = async (): Promise<EngineBench> => {
    const name = `bench-${++benches}`;
    const keys = new Keys(name);
    return {
      engine: (instance) => open(instance, name),
      expireLease: (share) => command('DEL', keys.lease(share)),
      pass: async () => undefined,
      loseTerm: (share) => command('DEL', keys.term(share)),
      restart: async () => {
        await server.restart();
        await until(() => engines.every(({ connected }) => connected));
      },
      disconnect: (engine) => engine.close(),
    };
  };
  engineSuite(openBench);
  sharedOutboxSuite(openBench);

  it('refuses a server that drops keys when its memory is full', async () => {
    await command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const refused = expect(open('one', 'policy')).rejects;
    await refused.toThrow(UnusableEngine);
    await expect(open('one', 'policy')).rejects.toThrow('set it to noeviction');
    await command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  });

  it('goes on after the server lost the scripts', async () => {
    const engine = await open('one', 'scripts');
    const held = (await engine.acquire('0', 60_000))!;
    await command('SCRIPT', 'FLUSH');
    expect(await engine.renew(held, 60_000)).toBe(true);
  });

  it('waits behind a relay that accepts connections while the server is away', async () => {
    let isAway = true;
    let refused = 0;
    const relay = createServer((near) => {
      near.on('error', () => undefined);
      if (isAway) {
        refused++;
        return near.destroy();
      }
      const far = connect(server.port, '127.0.0.1').on('error', () => undefined);
      near.pipe(far).pipe(near);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const opening = open('one', 'relay', `redis://127.0.0.1:${(relay.address() as AddressInfo).port}`);
    await until(() => refused === 3);
    isAway = false;
    expect((await opening).connected).toBe(true);
    relay.close();
  });

  it('gets its secret back from a running process after it was emptied', async () => {
    const one = await open('one', 'emptied');
    const secret = await one.secret('session');
    let emptied = 0;
    one.onEmptied = () => (emptied += 1);
    await one.announce('one', 'a gateway', []);
    await one.announce('one', 'a gateway', []);
    expect(emptied).toBe(0);
    await command('FLUSHALL');
    await one.announce('one', 'a gateway', []);
    expect(emptied).toBe(1);
    expect(await (await open('two', 'emptied')).secret('session')).toBe(secret);
  });

  it('lets a lease run out by itself', async () => {
    const [one, two] = [await open('one', 'ttl'), await open('two', 'ttl')];
    const held = (await one.acquire('0', 50))!;
    let next = await two.acquire('0', 50);
    while (!next) next = await two.acquire('0', 50);
    expect(next.term).toBeGreaterThan(held.term);
    expect(await one.renew(held, 50)).toBe(false);
  });

  it('reads the clock of the server before anything else', async () => {
    const engine = await open('one', 'clock');
    expect(Math.abs(engine.now() - clock.wallNow())).toBeLessThan(60_000);
  });
});
