// Long: each far side answers in its own way.
import { Webhook } from 'standardwebhooks';
import { AlertHttp } from '../../src/alerts/delivery/alert-http.js';
import { DiscordChannel } from '../../src/alerts/delivery/channels/discord.channel.js';
import { EmailChannel } from '../../src/alerts/delivery/channels/email.channel.js';
import { NtfyChannel } from '../../src/alerts/delivery/channels/ntfy.channel.js';
import { SlackChannel } from '../../src/alerts/delivery/channels/slack.channel.js';
import { TelegramChannel } from '../../src/alerts/delivery/channels/telegram.channel.js';
import { WebhookChannel } from '../../src/alerts/delivery/channels/webhook.channel.js';
import type { AlertChannel } from '../../src/alerts/delivery/alert-channel.port.js';
import { composeMessage } from '../../src/alerts/delivery/alert-message.js';
import { SystemClock } from '../../src/clock/system-clock.js';
import { Secret } from '../../src/secrets/secret.js';
import { anAlertEvent } from '../support/alerts.js';
import {
  readableMail,
  startFarSide,
  startMailServer,
  type FarSide,
  type ScriptedAnswer,
} from '../support/far-side.js';
import { startHttpProxy } from '../support/proxies.js';
import { alertChannelSuite, type ChannelBench } from './alert-channel.suite.js';

const clock = new SystemClock();
const MESSAGE = composeMessage('msg-1', [anAlertEvent()], { zone: 'UTC', publicUrl: null });
const NEVER = new AbortController().signal;
const json = (status: number, body: object, headers: Record<string, string> = {}): ScriptedAnswer => ({
  ...{ status, headers: { 'content-type': 'application/json', ...headers } },
  body: JSON.stringify(body),
});

type Answers = Record<Parameters<ChannelBench['next']>[0] | 'ok', ScriptedAnswer>;

/** A channel of one POST, with the answers that its far side gives. */
function overHttp(
  answers: (secret: string) => Answers,
  setting: {
    secret: string;
    maxText: number;
    limitMs: number | null;
    channel: (url: string, http: AlertHttp) => AlertChannel;
    textOf: (body: never) => string;
  },
): () => Promise<ChannelBench> {
  return async () => {
    const by = answers(setting.secret);
    const far = await startFarSide(by.ok);
    const http = new AlertHttp(null, clock);
    let gone = false;
    const vanish = async (): Promise<void> => {
      if (!gone) await far.close();
      gone = true;
    };
    return {
      channel: setting.channel(far.url, http),
      arrived: () => far.received.map(({ body }) => setting.textOf(JSON.parse(body) as never)),
      next: (how) => void far.script.push(by[how]),
      limitMs: setting.limitMs,
      secrets: [setting.secret],
      maxText: setting.maxText,
      vanish,
      close: async () => {
        await vanish();
        await http.close();
      },
    };
  };
}

const WHSEC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('webhook', () => {
  alertChannelSuite(
    overHttp(
      (secret) => ({
        ok: json(200, { ok: true }),
        limited: json(429, {}, { 'retry-after': '7' }),
        down: json(503, { at: secret }),
        unauthorized: json(401, { url: `/hook/${secret}` }),
        unacceptable: json(422, { problem: 'schema' }),
      }),
      {
        secret: 'webhook-secret-in-its-path',
        maxText: 50_000,
        limitMs: 7_000,
        channel: (url, http) =>
          new WebhookChannel(
            'webhook',
            http,
            { url: new Secret(`${url}/hook/webhook-secret-in-its-path`), secret: new Secret(WHSEC) },
            clock,
          ),
        textOf: ({ data }: { data: { title: string; lines: string[]; url: string } }) =>
          [data.title, ...data.lines, data.url].join('\n'),
      },
    ),
  );

  it('signs as Standard Webhooks describe, with the same id at every attempt', async () => {
    const far = await startFarSide({ status: 204 });
    const http = new AlertHttp(null, clock);
    const target = { url: new Secret(far.url), secret: new Secret(WHSEC) };
    const channel = new WebhookChannel('webhook', http, target, clock);
    await channel.send(MESSAGE, NEVER);
    await channel.send(MESSAGE, NEVER);
    for (const { body, headers } of far.received) {
      expect(new Webhook(WHSEC).verify(body, headers as Record<string, string>)).toMatchObject({
        ...{ type: 'alert.fired', timestamp: '2026-11-28T13:05:12.000Z' },
        data: { tone: 'critical', events: [{ event_id: 'e1', alert: { account_name: 'desk05' } }] },
      });
      expect(headers['webhook-id']).toBe('msg-1');
    }
    await http.close();
    await far.close();
  });
});

const BOT_TOKEN = '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345';

describe('Telegram', () => {
  const fault = (error_code: number, description: string, more = {}): ScriptedAnswer =>
    json(error_code, { ok: false, error_code, description, ...more });
  const textOf = ({ text }: { text: string }): string =>
    text
      .replace(/<a href="([^"]*)">Open<\/a>/, '$1')
      .replace(/<\/?b>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&');
  const setting = {
    secret: BOT_TOKEN,
    maxText: 4096,
    limitMs: 35_000,
    channel: (api: string, http: AlertHttp) =>
      new TelegramChannel('telegram', http, { api, token: new Secret(BOT_TOKEN), chat: '-1001' }),
    textOf,
  };
  const answers = (secret: string): Answers => ({
    ok: json(200, { ok: true, result: { message_id: 1 } }),
    limited: fault(429, 'Too Many Requests: retry after 35', { parameters: { retry_after: 35 } }),
    down: fault(502, 'Bad Gateway'),
    unauthorized: fault(401, `Unauthorized bot${secret}`),
    unacceptable: fault(400, "Bad Request: can't parse entities"),
  });
  alertChannelSuite(overHttp(answers, setting));

  it.each([
    [fault(400, 'Bad Request: chat not found'), 'chat not found'],
    [fault(403, 'Forbidden: bot was blocked by the user'), 'blocked'],
    [
      fault(400, 'Bad Request: group chat was upgraded', { parameters: { migrate_to_chat_id: -1002 } }),
      'ALERT_TELEGRAM_CHAT=-1002',
    ],
  ])('says what to correct after %j', async (answer, hint) => {
    const far = await startFarSide(answer);
    const http = new AlertHttp(null, clock);
    const outcome = await setting.channel(far.url, http).send(MESSAGE, NEVER);
    expect(outcome).toMatchObject({ result: 'misconfigured', answer: expect.stringContaining(hint) });
    await http.close();
    await far.close();
  });

  it('goes through ALERT_PROXY_URL', async () => {
    const [far, proxy] = [
      await startFarSide(answers('').ok),
      await startHttpProxy({ username: 'u', password: 'p' }),
    ];
    const credentials = { username: new Secret('u'), password: new Secret('p') };
    const at = { protocol: 'http', host: '127.0.0.1', port: proxy.port } as const;
    const http = new AlertHttp({ ...at, ...credentials }, clock);
    expect(await setting.channel(far.url, http).send(MESSAGE, NEVER)).toMatchObject({ result: 'delivered' });
    expect(proxy.asked).toEqual([new URL(far.url).host]);
    await http.close();
    await Promise.all([far.close(), proxy.close()]);
  });
});

describe('Discord', () => {
  interface Embed {
    title: string;
    description: string;
    url: string;
  }
  const textOf = ({ embeds: [embed] }: { embeds: Embed[] }): string =>
    `${embed!.title}\n${embed!.description}\n${embed!.url}`.replace(/\\([^0-9A-Za-z\s])/g, '$1');
  const channel = (url: string, http: AlertHttp): DiscordChannel =>
    new DiscordChannel('discord', http, {
      url: new Secret(`${url}/api/webhooks/1/discord-token-of-the-hook`),
    });
  alertChannelSuite(
    overHttp(
      (secret) => ({
        ok: json(200, { id: '1' }),
        limited: json(429, { message: 'limited', retry_after: 1.5, global: false }, { 'retry-after': '2' }),
        down: json(500, {}),
        unauthorized: json(401, { message: 'Invalid Webhook Token', token: secret }),
        unacceptable: json(400, { embeds: ['0'] }),
      }),
      { secret: 'discord-token-of-the-hook', maxText: 6000, limitMs: 1_500, channel, textOf },
    ),
  );

  it('pauses when its bucket is empty, and mentions no user', async () => {
    const bucket = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2.25' };
    const far: FarSide = await startFarSide(json(200, {}, bucket));
    const http = new AlertHttp(null, clock);
    expect(await channel(far.url, http).send(MESSAGE, NEVER)).toMatchObject({ pauseMs: 2_250 });
    expect(JSON.parse(far.received[0]!.body)).toMatchObject({ allowed_mentions: { parse: [] } });
    await http.close();
    await far.close();
  });
});

describe('Slack', () => {
  interface Blocks {
    blocks: { text?: { text: string }; elements?: { url: string }[] }[];
  }
  alertChannelSuite(
    overHttp(
      (secret) => ({
        ok: { status: 200, body: 'ok' },
        limited: { status: 429, headers: { 'retry-after': '30' } },
        down: { status: 503 },
        unauthorized: { status: 403, body: `invalid_token ${secret}` },
        unacceptable: { status: 400, body: 'invalid_payload' },
      }),
      {
        secret: 'slack-path-of-the-hook',
        maxText: 3500,
        limitMs: 30_000,
        channel: (url, http) =>
          new SlackChannel('slack', http, { url: new Secret(`${url}/services/slack-path-of-the-hook`) }),
        textOf: ({ blocks: [section, actions] }: Blocks) =>
          `${section!.text!.text}\n${actions!.elements![0]!.url}`,
      },
    ),
  );
});

describe('ntfy', () => {
  alertChannelSuite(
    overHttp(
      (secret) => ({
        ok: json(200, { id: 'x' }),
        limited: json(429, { code: 42901, error: 'limit reached' }),
        down: json(502, {}),
        unauthorized: json(403, { error: `forbidden ${secret}` }),
        unacceptable: json(400, { error: 'message too large' }),
      }),
      {
        secret: 'tk_token-of-the-topic',
        maxText: 1500,
        limitMs: null,
        channel: (url, http) =>
          new NtfyChannel('ntfy', http, {
            url: new Secret(`${url.replace('://', '://:tk_token-of-the-topic@')}/base/my-topic`),
          }),
        textOf: ({ title, message, click }: { title: string; message: string; click: string }) =>
          `${title}\n${message}\n${click}`,
      },
    ),
  );

  it('publishes to the topic with its credentials and a priority by severity', async () => {
    const far = await startFarSide({ status: 200 });
    const http = new AlertHttp(null, clock);
    for (const user of [':tk_1@', 'me:pass%20word@', ''])
      await new NtfyChannel('ntfy', http, {
        url: new Secret(`${far.url.replace('://', `://${user}`)}/base/my-topic`),
      }).send(MESSAGE, NEVER);
    expect(far.received.map(({ path }) => path)).toEqual(['/base/', '/base/', '/base/']);
    expect(far.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer tk_1',
      `Basic ${Buffer.from('me:pass word').toString('base64')}`,
      undefined,
    ]);
    expect(JSON.parse(far.received[0]!.body)).toMatchObject({ topic: 'my-topic', priority: 5 });
    await http.close();
    await far.close();
  });
});

describe('e-mail', () => {
  const urlOf = (port: number): Secret =>
    new Secret(`smtp://desk%40example.org:mail-password-of-desk@127.0.0.1:${port}`);
  alertChannelSuite(async () => {
    const server = await startMailServer();
    const http = new AlertHttp(null, clock);
    let gone = false;
    const vanish = async (): Promise<void> => {
      if (!gone) await server.close();
      gone = true;
    };
    const replies = {
      limited: ['MAIL', '451 4.7.1 Try again later'],
      down: ['EHLO', '421 Shutting down'],
      unauthorized: ['AUTH', '535 Refused: mail-password-of-desk'],
      unacceptable: ['DATA', '554 Looks like spam'],
    } as const;
    return {
      channel: new EmailChannel('email', http, { url: urlOf(server.port), to: ['trader@example.org'] }),
      arrived: () => server.mails.map(readableMail),
      next: (how) => void server.refusals.set(replies[how][0], replies[how][1]),
      limitMs: null,
      secrets: ['mail-password-of-desk'],
      maxText: 50_000,
      vanish,
      close: async () => {
        await vanish();
        await http.close();
      },
    };
  });

  it('logs in, names sender and recipients, and keeps its Message-ID', async () => {
    const server = await startMailServer();
    const http = new AlertHttp(null, clock);
    const to = ['a@example.org', 'b@example.org'];
    const channel: AlertChannel = new EmailChannel('email', http, { url: urlOf(server.port), to });
    await channel.send(MESSAGE, NEVER);
    await channel.send(MESSAGE, NEVER);
    expect(server.logins[0]).toBe('\0desk@example.org\0mail-password-of-desk');
    for (const mail of server.mails) {
      expect(mail).toContain('Message-ID: <msg-1@example.org>');
      expect(mail).toContain('To: a@example.org, b@example.org');
      expect(mail).toContain('desk@example.org');
    }
    await http.close();
    await server.close();
  });

  it('goes through ALERT_PROXY_URL', async () => {
    const [server, proxy] = [await startMailServer(), await startHttpProxy()];
    const at = { protocol: 'http', host: '127.0.0.1', port: proxy.port } as const;
    const http = new AlertHttp({ ...at, username: null, password: null }, clock);
    const channel: AlertChannel = new EmailChannel('email', http, {
      url: urlOf(server.port),
      to: ['a@example.org'],
    });
    expect(await channel.send(MESSAGE, NEVER)).toMatchObject({
      result: 'delivered',
      answer: '250 Queued as 1',
    });
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`]);
    await http.close();
    await Promise.all([server.close(), proxy.close()]);
  });
});
