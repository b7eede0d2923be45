import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertChannel } from '../../src/alerts/delivery/alert-channel.port.js';
import { AlertHttp } from '../../src/alerts/delivery/alert-http.js';
import { settingsOf } from '../../src/alerts/delivery/channel-settings.js';
import { createChannel } from '../../src/alerts/delivery/create-channel.js';
import { composeMessage, type AlertMessage } from '../../src/alerts/delivery/alert-message.js';
import { PushFiles } from '../../src/alerts/delivery/push/push-files.js';
import { PushSubscriptions } from '../../src/alerts/delivery/push/push-subscriptions.js';
import { PushChannel } from '../../src/alerts/delivery/push/push.channel.js';
import { readConfig } from '../../src/config/read-config.js';
import { aFill, anAlertEvent, AT } from '../support/alerts.js';
import {
  readableMail,
  startFarSide,
  startMailServer,
  type FarSide,
  type MailServer,
} from '../support/far-side.js';
import { PushBrowser } from '../support/push-browser.js';
import { ManualClock } from '../support/manual-clock.js';

const DOCUMENT = 'docs/alerts.md';
const BEGIN = '<!-- Samples: UPDATE_SAMPLES=1 npm test -- test/contract/alert-samples writes them. -->\n';
const CONTEXT = { zone: 'Europe/Berlin', publicUrl: 'https://desk.example' };

let composed = 0;
const compose = (...events: Parameters<typeof composeMessage>[1]): AlertMessage =>
  composeMessage(`msg_${++composed}`, events, CONTEXT);

const SAMPLES: Record<string, AlertMessage> = {
  Critical: compose(anAlertEvent()),
  Warning: compose(
    anAlertEvent(
      {},
      {
        ...{ rule: 'margin', kind: 'margin-usage', severity: 'warning', market: null, subject: '281001' },
        summary: 'desk05: margin usage is 82.4 %, above 80 %',
        details: { equity: '10250.12', margin_used: '8446.10' },
      },
    ),
  ),
  Information: compose(...Array.from({ length: 37 }, (_, number) => aFill(number))),
  Resolved: compose(
    anAlertEvent(
      { type: 'resolved', at: AT + 720_000 },
      {
        ...{ state: 'resolved', resolved_at: AT + 720_000 },
        summary: 'desk05: BTC is 6.1 % from liquidation',
      },
    ),
  ),
};

describe('samples in docs/alerts.md', () => {
  let far: FarSide;
  let mail: MailServer;
  let http: AlertHttp;
  let channels: AlertChannel[];
  let browser: PushBrowser;
  const dataDir = mkdtempSync(join(tmpdir(), 'alert-samples-'));

  beforeAll(async () => {
    [far, mail] = await Promise.all([startFarSide({ status: 200 }), startMailServer()]);
    const clock = new ManualClock(AT);
    http = new AlertHttp(null, clock);
    const { alerts } = readConfig({
      ALERT_WEBHOOK_URL: `${far.url}/webhook`,
      ALERT_TELEGRAM_TOKEN: '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345',
      ALERT_TELEGRAM_CHAT: '42',
      ALERT_TELEGRAM_API: far.url,
      ALERT_DISCORD_URL: `${far.url}/api/webhooks/1/token`,
      ALERT_SLACK_URL: `${far.url}/services/x`,
      ALERT_NTFY_URL: `${far.url}/topic`,
      ALERT_EMAIL_URL: `smtp://127.0.0.1:${mail.port}?from=alerts@desk.example`,
      ALERT_EMAIL_TO: 'trader@desk.example',
    });
    browser = new PushBrowser(`${far.url}/push`);
    const config = readConfig({ DATA_DIR: dataDir, ALERT_PUSH_CONTACT: 'me@desk.example' });
    const subscriptions = new PushSubscriptions(new PushFiles(config));
    await subscriptions.add({ ...browser.subscription, key: 'owner', accounts: null });
    const push = new PushChannel({
      ...{ subscriptions, http, contact: 'mailto:me@desk.example' },
      keys: { named: () => undefined, isEmpty: true },
      compose: (id, events) => composeMessage(id, events, CONTEXT),
    });
    channels = [...settingsOf(alerts).map((settings) => createChannel(settings, http, clock)), push];
  });
  afterAll(async () => {
    await http.close();
    await Promise.all([far.close(), mail.close()]);
    rmSync(dataDir, { recursive: true });
  });

  /** What arrives on a channel, as a block of code. */
  async function sampleOf(channel: AlertChannel, message: AlertMessage): Promise<string> {
    [far.received.length, mail.mails.length] = [0, 0];
    await channel.send(message, new AbortController().signal);
    if (channel.name === 'email') return `\`\`\`text\n${readableMail(mail.mails[0]!)}\n\`\`\``;
    if (channel.name === 'push')
      return `\`\`\`json\n${JSON.stringify(browser.read(far.received[0]!), null, 2)}\n\`\`\``;
    const body = JSON.parse(far.received[0]!.body) as { text?: string; data?: { events?: unknown[] } };
    if (channel.name === 'telegram') return `\`\`\`html\n${body.text}\n\`\`\``;
    // Without the events, which the API documents.
    if (body.data?.events) body.data.events = body.data.events.slice(0, 0);
    return `\`\`\`json\n${JSON.stringify(body, null, 2)}\n\`\`\``;
  }

  it('are what each channel delivers for each severity', async () => {
    const parts: string[] = [];
    for (const [severity, message] of Object.entries(SAMPLES)) {
      parts.push(`### ${severity}`);
      for (const channel of channels) parts.push(`\`${channel.name}\`:`, await sampleOf(channel, message));
    }
    const samples = `\n<!-- prettier-ignore-start -->\n\n${parts.join('\n\n')}\n\n<!-- prettier-ignore-end -->\n`;
    const [before = '', rest = ''] = readFileSync(DOCUMENT, 'utf8').split(BEGIN);
    if (process.env.UPDATE_SAMPLES === '1') writeFileSync(DOCUMENT, before + BEGIN + samples);
    else expect(rest).toBe(samples);
  });
});
