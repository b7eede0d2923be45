import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anAlertEvent } from '../../../../test/support/alerts.js';
import { startFarSide, type FarSide } from '../../../../test/support/far-side.js';
import { PushBrowser, vapidClaims } from '../../../../test/support/push-browser.js';
import type { Principal } from '../../../access/principal.js';
import { SystemClock } from '../../../clock/system-clock.js';
import { parseApiKey, type ApiKey } from '../../../config/values/api-keys.js';
import { readConfig } from '../../../config/read-config.js';
import { scrubber } from '../../../secrets/scrubber.js';
import { AlertHttp } from '../alert-http.js';
import { composeMessage, type AlertMessage } from '../alert-message.js';
import { PushFiles } from './push-files.js';
import { PushSubscriptions } from './push-subscriptions.js';
import { PushChannel } from './push.channel.js';
import { PushController } from './push.controller.js';

const ROOT = mkdtempSync(join(tmpdir(), 'push-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

const CONTEXT = { zone: 'UTC', publicUrl: 'https://desk.example' };
const compose = (id: string, events: AlertMessage['events']): AlertMessage =>
  composeMessage(id, events, CONTEXT);
const admin: Principal = { name: 'boss', scope: 'admin', accounts: null, rate: null };
const narrow: Principal = { ...admin, name: 'bot', accounts: new Set([281001]) };
const OTHER = anAlertEvent(
  { event_id: 'e2' },
  { account_index: 281002, account_name: 'desk06', summary: 'desk06: odd' },
);

describe('push messages', () => {
  let far: FarSide;
  let http: AlertHttp;
  let dataDir: string;
  let keys: Map<string, ApiKey>;
  let channel: PushChannel;
  let controller: PushController;
  let subscriptions: PushSubscriptions;

  beforeEach(async () => {
    far = await startFarSide({ status: 201 });
    http = new AlertHttp(null, new SystemClock());
    dataDir = mkdtempSync(join(ROOT, 'data-'));
    const entries = ['boss:admin:0123456789abcdef', 'bot:read:0123456789abcdef:accounts=281001'];
    keys = new Map(entries.map((entry) => parseApiKey(entry) as ApiKey).map((key) => [key.name, key]));
    restart();
  });
  afterEach(async () => {
    await http.close();
    await far.close();
  });

  /** As after a restart of the service. */
  function restart(): void {
    const config = readConfig({ DATA_DIR: dataDir, ALERT_PUSH_CONTACT: 'me@desk.example' });
    subscriptions = new PushSubscriptions(new PushFiles(config));
    const ring = { named: (name: string) => keys.get(name), isEmpty: false };
    const contact = config.alerts.pushContact!;
    channel = new PushChannel({ subscriptions, keys: ring, http, contact, compose });
    controller = new PushController(config, subscriptions);
  }

  const send = (...events: AlertMessage['events']) =>
    channel.send(compose('m1', events), new AbortController().signal);

  it('arrive encrypted and signed, also after a restart', async () => {
    const browser = new PushBrowser(`${far.url}/send/secret-address-of-a`);
    const { public_key } = controller.status();
    await controller.subscribe(admin, browser.subscription);
    restart();
    expect(controller.status()).toEqual({ enabled: true, public_key });
    expect(await send(anAlertEvent())).toEqual({ result: 'delivered', answer: '1 of 1 browsers' });
    const [message] = far.received;
    expect(browser.read(message!)).toMatchObject({
      ...{ id: 'm1', tone: 'critical', title: 'desk05: BTC is 3.2 % from liquidation' },
      url: 'https://desk.example/accounts/281001',
    });
    expect(vapidClaims(message!, public_key!)).toMatchObject({ aud: far.url, sub: 'mailto:me@desk.example' });
    expect(message!.headers).toMatchObject({ urgency: 'high', ttl: '86400' });
    expect(scrubber.scrub(far.url + message!.path)).not.toContain('secret-address');
    for (const file of ['push-keys.json', 'push-subscriptions.json'])
      expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  });

  it('concern only accounts that the key saw and still sees', async () => {
    const [all, one] = [new PushBrowser(`${far.url}/all`), new PushBrowser(`${far.url}/one`)];
    await controller.subscribe(admin, all.subscription);
    await controller.subscribe({ ...narrow, scope: 'admin' }, one.subscription);
    await send(anAlertEvent(), OTHER);
    const texts = far.received.map((each) => {
      const { title, text } = (each.path === '/all' ? all : one).read(each);
      return `${each.path} ${title} ${text}`;
    });
    expect(texts.sort()).toEqual([
      expect.stringMatching(/^\/all .*desk06: odd/s),
      expect.not.stringContaining('desk06'),
    ]);
    far.received.length = 0;
    await channel.send(compose('m2', [OTHER]), new AbortController().signal);
    expect(far.received.map(({ path }) => path)).toEqual(['/all']);
  });

  it('end when the key is revoked, or the push service no longer knows the browser', async () => {
    for (const path of ['/kept', '/gone']) {
      const who = path === '/gone' ? { ...narrow, scope: 'admin' as const } : admin;
      await controller.subscribe(who, new PushBrowser(far.url + path).subscription);
    }
    keys.delete('bot');
    expect(await send(anAlertEvent())).toMatchObject({ answer: '1 of 2 browsers' });
    expect(far.received.map(({ path }) => path)).toEqual(['/kept']);
    far.script.push({ status: 410 });
    await channel.send(compose('m2', [anAlertEvent()]), new AbortController().signal);
    expect(await channel.send(compose('m3', [anAlertEvent()]), new AbortController().signal)).toMatchObject({
      answer: '0 of 0 browsers',
    });
  });

  it('go on to a browser that subscribed anew while the answer about it came', async () => {
    await controller.subscribe(narrow, new PushBrowser(`${far.url}/a`).subscription);
    const gone = await subscriptions.all();
    await controller.subscribe(admin, gone[0]!);
    await subscriptions.forget(gone);
    expect(await subscriptions.all()).toMatchObject([{ key: 'boss' }]);
    await subscriptions.forget(await subscriptions.all());
    expect(await subscriptions.all()).toEqual([]);
  });

  it('are delivered also while a full disk keeps a browser that is gone', async () => {
    controller.status();
    for (const path of ['/kept', '/gone'])
      await controller.subscribe(admin, new PushBrowser(far.url + path).subscription);
    rmSync(dataDir, { recursive: true });
    writeFileSync(dataDir, '');
    far.script.push({ status: 410 });
    expect(await send(anAlertEvent())).toMatchObject({ result: 'delivered', answer: '1 of 2 browsers' });
    expect(await subscriptions.all()).toHaveLength(2);
  });

  it('are repeated only for browsers that do not have them', async () => {
    for (const path of ['/a', '/b'])
      await controller.subscribe(admin, new PushBrowser(far.url + path).subscription);
    far.script.push({ status: 429, headers: { 'retry-after': '9' } });
    expect(await send(anAlertEvent())).toMatchObject({ result: 'retry', retryAfterMs: 9_000 });
    expect(await send(anAlertEvent())).toMatchObject({ result: 'delivered', answer: '2 of 2 browsers' });
    expect(far.received).toHaveLength(3);
    expect(new Set(far.received.map(({ headers }) => headers.topic)).size).toBe(1);
  });

  it('go to known push services only, unless an administrator names another', async () => {
    const { keys: browserKeys } = new PushBrowser('').subscription;
    const reader = { ...narrow, scope: 'read' } as const;
    const at = (endpoint: string) => ({ endpoint, keys: browserKeys });
    for (const good of ['https://fcm.googleapis.com/fcm/send/x', 'https://web.push.apple.com/x'])
      expect(await controller.subscribe(reader, at(good))).toEqual({ subscribed: true });
    for (const bad of [
      'https://169.254.169.254/',
      'http://fcm.googleapis.com/x',
      'https://fcm.googleapis.com.evil.example/x',
      'https://fcm.googleapis.com:8443/x',
      'x',
    ])
      await expect(controller.subscribe(reader, at(bad))).rejects.toThrow('known push service');
    expect(await controller.unsubscribe(at('https://web.push.apple.com/x'))).toEqual({ subscribed: false });
  });
});
