import { faultsOf } from '../../../test/support/config-faults.js';
import { readConfig } from '../read-config.js';

const TOKEN = '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345';

describe('ALERT_* variables', () => {
  it('are all optional', () => {
    expect(readConfig({}).alerts).toMatchObject({ webhookUrl: null, zone: 'UTC', emailTo: null });
  });

  it('are named at the start of a frontend instance, where they have no effect', () => {
    const alerts = {
      ALERT_DISCORD_URL: 'https://discord.com/api/webhooks/123/abc-DEF_1',
      ALERTS_FILE: 'a.yaml',
    };
    const frontend = { BROADCASTER_MODE: 'FRONTEND_ONLY', REMOTE_API_BASE: 'https://a.example' };
    const [warning, ...others] = readConfig({ ...frontend, ...alerts }).warnings;
    expect(warning).toContain('no effect here: ALERTS_FILE, ALERT_DISCORD_URL. Set them there.');
    expect(others).toEqual([]);
    expect(readConfig(frontend).warnings).toEqual([]);
    expect(readConfig(alerts).warnings).toEqual([]);
  });

  it.each([
    {
      ALERT_WEBHOOK_URL: 'https://a.example/x',
      ALERT_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    },
    { ALERT_TELEGRAM_TOKEN: TOKEN, ALERT_TELEGRAM_CHAT: '-1001234567890' },
    { ALERT_TELEGRAM_TOKEN: TOKEN, ALERT_TELEGRAM_CHAT: '@my_channel' },
    { ALERT_DISCORD_URL: 'https://discord.com/api/webhooks/123/abc-DEF_1' },
    { ALERT_SLACK_URL: 'https://hooks.slack.com/services/T0/B0/x' },
    { ALERT_NTFY_URL: 'https://:tk_abc@ntfy.example/my-topic' },
    {
      ALERT_EMAIL_URL: 'smtps://me%40example.org:pw@mail.example.org',
      ALERT_EMAIL_TO: 'a@b.example, c@d.example',
    },
    { ALERT_EMAIL_URL: 'smtp://mail.example.org?from=me@example.org', ALERT_EMAIL_TO: 'a@b.example' },
    { ALERT_PUSH_CONTACT: 'me@example.org', ALERT_TZ: 'Europe/Berlin' },
    { ALERT_PROXY_URL: 'socks5://u:p@127.0.0.1:1080', ALERT_HEARTBEAT_URL: 'https://hc-ping.com/uuid' },
  ] as Record<string, string>[])('accepts %j', (env) => {
    expect(faultsOf(env)).toEqual([]);
  });

  it.each<[Record<string, string>, string]>([
    [{ ALERT_WEBHOOK_URL: 'ftp://a.example' }, 'ALERT_WEBHOOK_URL must be'],
    [{ ALERT_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }, 'ALERT_WEBHOOK_URL must be set'],
    [
      { ALERT_WEBHOOK_URL: 'https://a.example', ALERT_WEBHOOK_SECRET: 'whsec_short' },
      'ALERT_WEBHOOK_SECRET must be',
    ],
    [{ ALERT_TELEGRAM_TOKEN: TOKEN }, 'ALERT_TELEGRAM_CHAT must be set'],
    [{ ALERT_TELEGRAM_CHAT: '42' }, 'ALERT_TELEGRAM_TOKEN must be set'],
    [{ ALERT_TELEGRAM_TOKEN: 'abc', ALERT_TELEGRAM_CHAT: '42' }, 'ALERT_TELEGRAM_TOKEN must be'],
    [{ ALERT_TELEGRAM_TOKEN: TOKEN, ALERT_TELEGRAM_CHAT: 'me' }, 'ALERT_TELEGRAM_CHAT must be'],
    [{ ALERT_DISCORD_URL: 'https://discord.com/channels/1/2' }, 'ALERT_DISCORD_URL must be'],
    [{ ALERT_NTFY_URL: 'https://ntfy.sh/' }, 'ALERT_NTFY_URL must be'],
    [
      { ALERT_EMAIL_URL: 'smtps://mail.example.org', ALERT_EMAIL_TO: 'a@b.example' },
      'ALERT_EMAIL_URL must be',
    ],
    [{ ALERT_EMAIL_URL: 'smtp://h?from=me@example.org' }, 'ALERT_EMAIL_TO must be set'],
    [{ ALERT_EMAIL_TO: 'nobody' }, 'ALERT_EMAIL_TO must be'],
    [{ ALERT_PUSH_CONTACT: 'http://a.example' }, 'ALERT_PUSH_CONTACT must be'],
    [{ ALERT_PROXY_URL: 'nothing' }, 'ALERT_PROXY_URL must be'],
    [{ ALERT_TZ: 'Berlin' }, 'ALERT_TZ must be'],
  ])('refuses %j', (env, fault) => {
    const faults = faultsOf(env);
    expect(faults).toContainEqual(expect.stringContaining(fault));
    expect(faults.join()).not.toContain(TOKEN);
  });
});
