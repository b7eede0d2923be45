import { createECDH } from 'node:crypto';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { anAlertEvent } from '../../test/support/alerts.js';
import { engineOf, LEASE } from '../../test/support/cluster.harness.js';
import { startFarSide, type FarSide } from '../../test/support/far-side.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { PushBrowser, vapidClaims } from '../../test/support/push-browser.js';
import type { Principal } from '../access/principal.js';
import { AlertHttp } from '../alerts/delivery/alert-http.js';
import { composeMessage, type AlertMessage } from '../alerts/delivery/alert-message.js';
import { PushSubscriptions } from '../alerts/delivery/push/push-subscriptions.js';
import { PushChannel } from '../alerts/delivery/push/push.channel.js';
import { PushController } from '../alerts/delivery/push/push.controller.js';
import { SystemClock } from '../clock/system-clock.js';
import { readConfig } from '../config/read-config.js';
import { EngineMemory } from './engine-memory.js';
import { EnginePushStore } from './engine-push-store.js';
import { EngineDown } from './engine.port.js';
import { Leadership } from './leadership.js';
import { SHARE } from './log-feed.js';
import { sharing } from './shared-parts.js';

const CONFIG = readConfig({ ALERT_PUSH_CONTACT: 'me@desk.example' });
const admin: Principal = { name: 'boss', scope: 'admin', accounts: null, rate: null };
const compose = (id: string, events: readonly AlertEvent[]): AlertMessage =>
  composeMessage(id, events, { zone: 'UTC', publicUrl: null });

describe('push messages of a cluster', () => {
  let clock: ManualClock;
  let memory: EngineMemory;
  let far: FarSide;
  let http: AlertHttp;
  let leaders: number;
  beforeEach(async () => {
    clock = new ManualClock();
    memory = new EngineMemory(clock);
    far = await startFarSide({ status: 201 });
    http = new AlertHttp(null, new SystemClock());
    leaders = 0;
  });
  afterEach(async () => {
    await http.close();
    await far.close();
  });

  async function lead(share = SHARE) {
    const engine = engineOf(memory, `leader-${++leaders}`);
    const { pushSecret, members } = await sharing(CONFIG, engine, clock, 'collector');
    members.onModuleDestroy();
    const held = (await engine.acquire(share, LEASE))!;
    const leadership = new Leadership(engine, held, clock.monotonic(), LEASE, clock);
    const subscriptions = new PushSubscriptions(new EnginePushStore(engine, leadership, pushSecret));
    const channel = new PushChannel({
      ...{ subscriptions, http, compose, contact: CONFIG.alerts.pushContact! },
      keys: { named: () => undefined, isEmpty: true },
    });
    return {
      engine,
      leadership,
      subscriptions,
      controller: new PushController(CONFIG, subscriptions),
      send: (id: string) => channel.send(compose(id, [anAlertEvent()]), new AbortController().signal),
    };
  }

  function takeOver() {
    clock.freeze(LEASE + 1);
    return lead();
  }

  it('reach browsers that subscribed with the leader before', async () => {
    const browser = new PushBrowser(`${far.url}/browser`);
    const one = await lead();
    const { public_key } = one.controller.status();
    await one.controller.subscribe(admin, browser.subscription);
    const two = await takeOver();
    expect(two.controller.status()).toEqual({ enabled: true, public_key });
    expect(await two.send('m1')).toEqual({ result: 'delivered', answer: '1 of 1 browsers' });
    expect(browser.read(far.received[0]!)).toMatchObject({ id: 'm1' });
    expect(vapidClaims(far.received[0]!, public_key!)).toMatchObject({ aud: far.url });
    await two.controller.unsubscribe(browser.subscription);
    expect(await two.send('m2')).toMatchObject({ answer: '0 of 0 browsers' });
  });

  it('are not promised by a leader that was replaced, nor without the engine', async () => {
    const { subscription } = new PushBrowser(`${far.url}/browser`);
    const one = await lead();
    const two = await takeOver();
    await expect(one.controller.subscribe(admin, subscription)).rejects.toMatchObject({ code: 'NOT_READY' });
    const lost = { code: 'ENGINE_UNAVAILABLE' };
    Object.assign(two.engine, { put: () => Promise.reject(new EngineDown('connection lost')) });
    await expect(two.controller.subscribe(admin, subscription)).rejects.toMatchObject(lost);
    expect(await two.subscriptions.all()).toEqual([]);
    two.engine.setConnected(false);
    await expect(two.controller.unsubscribe(subscription)).rejects.toMatchObject(lost);
  });

  it('come from every share, to the browsers that the first one keeps', async () => {
    const [first, second] = [await lead('0'), await lead('1')];
    const { subscription } = new PushBrowser(`${far.url}/browser`);
    await expect(second.controller.subscribe(admin, subscription)).rejects.toMatchObject({
      code: 'NOT_READY',
    });
    await first.controller.subscribe(admin, subscription);
    expect(second.controller.status()).toEqual(first.controller.status());
    far.script.push({ status: 410 });
    expect(await second.send('m1')).toMatchObject({ result: 'delivered', answer: '0 of 1 browsers' });
    expect(await second.send('m2')).toMatchObject({ result: 'delivered', answer: '1 of 1 browsers' });
    far.script.push({ status: 410 });
    await first.send('m3');
    expect(await second.send('m4')).toMatchObject({ result: 'delivered', answer: '0 of 0 browsers' });
  });

  it('reach the last 200 browsers, also when two subscribe at once', async () => {
    const { controller, engine, leadership, subscriptions } = await lead();
    const { keys } = new PushBrowser('').subscription;
    const endpoints = Array.from({ length: 201 }, (_, n) => `${far.url}/browser-${n}`);
    const kept = endpoints.slice(0, 199).map((endpoint) => ({ endpoint, keys, key: 'boss', accounts: null }));
    await engine.put(leadership.held, 'push', JSON.stringify(kept));
    const added = endpoints.slice(199);
    await Promise.all(added.map((endpoint) => controller.subscribe(admin, { endpoint, keys })));
    expect((await subscriptions.all()).map(({ endpoint }) => endpoint)).toEqual(endpoints.slice(1));
  });

  it('have keys also where the secret of the cluster is no private key', async () => {
    const { engine, leadership } = await lead();
    const tooLarge = Buffer.alloc(32, 0xff).toString('base64url');
    const { publicKey, privateKey } = new EnginePushStore(engine, leadership, tooLarge).keys();
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(privateKey, 'base64url');
    expect(ecdh.getPublicKey('base64url')).toBe(publicKey);
  });
});
