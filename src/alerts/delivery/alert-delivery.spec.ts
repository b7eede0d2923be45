import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { anAlertEvent } from '../../../test/support/alerts.js';
import { startFarSide, type FarSide } from '../../../test/support/far-side.js';
import { RememberedIncidents } from '../../../test/support/remembered-incidents.js';
import { until } from '../../../test/support/until.js';
import { AccessFiles } from '../../access/access-files.js';
import { KeyRing } from '../../access/key-ring.js';
import { OwnerKey } from '../../access/owner-key.js';
import { SystemClock } from '../../clock/system-clock.js';
import type { AppConfig } from '../../config/app-config.js';
import { Secret } from '../../secrets/secret.js';
import { loadConfig } from '../../config/load-config.js';
import { AlertMetrics } from './alert-metrics.js';
import type { ChannelSettings } from './channel-settings.js';
import { AlertDelivery } from './alert-delivery.js';
import { testChannels } from './cli.js';
import { PushFiles } from './push/push-files.js';
import { PushSubscriptions } from './push/push-subscriptions.js';

const ROOT = mkdtempSync(join(tmpdir(), 'alert-delivery-'));
afterAll(() => rmSync(ROOT, { recursive: true }));
const TOKEN = '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345';

describe('delivery as configured', () => {
  let bot: FarSide;
  let hook: FarSide;
  beforeEach(async () => {
    bot = await startFarSide({ status: 200, body: '{"ok":true}' });
    hook = await startFarSide({ status: 204 });
  });
  afterEach(() => Promise.all([bot.close(), hook.close()]));

  function configured(env: Record<string, string> = {}): AppConfig {
    const all = {
      DATA_DIR: mkdtempSync(join(ROOT, 'data-')),
      ALERT_TELEGRAM_TOKEN: TOKEN,
      ALERT_TELEGRAM_CHAT: '42',
      ALERT_TELEGRAM_API: bot.url,
      ALERT_WEBHOOK_URL: `${hook.url}/a-hook-that-is-secret`,
      ...env,
    };
    return loadConfig({ env: all, fromFile: new Set() });
  }

  function delivering(config: AppConfig, incidents = new RememberedIncidents()): AlertDelivery {
    const keys = new KeyRing(config, new OwnerKey(new AccessFiles(config), config));
    const subscriptions = new PushSubscriptions(new PushFiles(config));
    return new AlertDelivery(config, new SystemClock(), incidents, subscriptions, keys);
  }

  it('delivers an event to the channels that its rule names, and to no other', async () => {
    const incidents = new RememberedIncidents();
    const delivery = delivering(configured(), incidents);
    expect(delivery.channels()).toEqual(['webhook', 'telegram']);
    await delivery.onModuleInit();
    await delivery.enqueue(anAlertEvent(), ['telegram', 'pager']);
    await until(() => bot.received.length === 1);
    expect(hook.received).toEqual([]);
    expect(delivery.standings()).toMatchObject([{ name: 'webhook' }, { name: 'telegram' }]);
    await delivery.beforeApplicationShutdown();
    expect(incidents.reports).toEqual([]);
  });

  it('reports a channel that refuses its credential, without the credential', async () => {
    bot.script.push({ status: 401, body: `{"description":"Unauthorized ${TOKEN}"}` });
    const incidents = new RememberedIncidents();
    const delivery = delivering(configured({ HISTORY: 'off' }), incidents);
    await delivery.onModuleInit();
    await delivery.enqueue(anAlertEvent(), ['telegram']);
    await until(() => incidents.reports.length === 1);
    expect(incidents.reports).toMatchObject([
      { error_type: 'alert-undelivered', message: expect.stringContaining('telegram') },
    ]);
    expect(JSON.stringify([incidents.reports, delivery.standings()])).not.toContain(TOKEN);
    await delivery.beforeApplicationShutdown();
  });

  it('counts per channel what waits, for how long, and what failed', async () => {
    bot.script.push({ status: 401 });
    const delivery = delivering(configured());
    const registry = new Registry();
    new AlertMetrics(registry, delivery, new SystemClock()).onModuleInit();
    await delivery.onModuleInit();
    const series = async (): Promise<Map<string, number>> =>
      new Map(
        (await registry.metrics())
          .split('\n')
          .map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]),
      );
    await delivery.enqueue(anAlertEvent({ at: Date.now() - 60_000 }), ['telegram', 'webhook']);
    await until(() => hook.received.length === 1);
    await until(() =>
      delivery
        .standings()
        .every(({ name, waiting, last_error }) => (name === 'webhook' ? waiting === 0 : last_error !== null)),
    );
    const figures = await series();
    const of = (metric: string, ...labels: string[]) =>
      ['webhook', 'telegram'].map((channel) =>
        figures.get(`${metric}{${[`channel="${channel}"`, ...labels].join(',')}}`),
      );
    expect(of('lighter_alert_outbox')).toEqual([0, 1]);
    const [none, age] = of('lighter_alert_outbox_age_seconds');
    expect(none).toBe(0);
    expect(age).toBeGreaterThanOrEqual(60);
    expect(of('lighter_alert_deliveries_total', 'result="delivered"')).toEqual([1, 0]);
    expect(of('lighter_alert_deliveries_total', 'result="failed"')).toEqual([0, 1]);
    await delivery.beforeApplicationShutdown();
  });

  it('takes up channels of a file, their changes and their end, without losing what waits', async () => {
    const config = configured();
    const ops = (url: string): ChannelSettings => ({
      ...{ name: 'ops', type: 'webhook', url: new Secret(url), secret: null },
    });
    hook.script.push({ status: 401 });
    const first = delivering(config);
    await first.onModuleInit();
    first.configure([ops(`${hook.url}/ops-at-first`)]);
    expect(first.channels()).toEqual(['webhook', 'telegram', 'ops']);
    await first.enqueue(anAlertEvent(), ['ops']);
    await until(() => first.standings()[2]?.last_error != null);
    await first.beforeApplicationShutdown();

    // The file is read after the outbox, so its channels are not known yet when the outbox is.
    const second = delivering(config);
    await second.onModuleInit();
    second.configure([ops(`${hook.url}/ops-corrected`)]);
    await until(() => hook.received.length === 2);
    expect(hook.received.map(({ path }) => path)).toEqual(['/ops-at-first', '/ops-corrected']);
    hook.script.push({ status: 401 });
    await second.enqueue(anAlertEvent({ event_id: 'e2' }), ['ops']);
    await until(() => second.standings()[2]?.last_error != null);
    second.configure([ops(`${hook.url}/ops-again`)]);
    await until(() => hook.received.at(-1)?.path === '/ops-again');
    second.configure([]);
    await second.enqueue(anAlertEvent({ event_id: 'e3' }), ['ops']);
    expect(second.standings().map(({ name }) => name)).toEqual(['webhook', 'telegram']);
    await second.beforeApplicationShutdown();
  });

  it('sends a test at once and shows the answer', async () => {
    const delivery = delivering(configured());
    await delivery.onModuleInit();
    const { signal } = new AbortController();
    expect(await delivery.test('telegram', signal)).toEqual({ result: 'delivered', answer: '200: OK' });
    expect(bot.received[0]!.body).toContain('Test: Lighter Broadcaster can reach you here');
    await expect(delivery.test('slack', signal)).rejects.toThrow('Configured are: webhook, telegram');
    await delivery.beforeApplicationShutdown();
  });

  it('tests channels from the command line', async () => {
    hook.script.push({ status: 410, body: `gone: /a-hook-that-is-secret` });
    expect(await testChannels(['test'], configured())).toEqual({
      lines: ['webhook: misconfigured (410: gone: ***)', 'telegram: delivered (200: OK)'],
      ok: false,
    });
    expect(await testChannels(['test', 'telegram'], configured())).toMatchObject({ ok: true });
    await expect(testChannels(['test', 'slack'], configured())).rejects.toThrow(
      'Configured are: webhook, telegram',
    );
    const file = join(ROOT, 'alerts.yaml');
    writeFileSync(file, 'channels:\n  - { name: ops, type: ntfy, url: "${OPS}" }\n');
    const withFile = configured({ ALERTS_FILE: file });
    await expect(testChannels(['test', 'ops'], withFile)).rejects.toThrow(
      'ALERTS_FILE line 2: ${OPS} is not set',
    );
    process.env.OPS = `${hook.url}/ops`;
    expect(await testChannels(['test', 'ops'], withFile)).toMatchObject({ lines: ['ops: delivered (204)'] });
    delete process.env.OPS;
    await expect(testChannels(['try'], configured())).rejects.toThrow('npm run alerts -- test');
  });
});
