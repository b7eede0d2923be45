import type { Secret } from '../../secrets/secret.js';
import type { ProxyAddress } from '../accounts/proxy.js';
import {
  discordUrl,
  emailAddresses,
  emailUrl,
  httpsContact,
  ntfyUrl,
  proxyAddress,
  secretUrl,
  slackUrl,
  standardWebhookSecret,
  telegramChat,
  telegramToken,
  timeZone,
} from '../values/alert-readers.js';
import { httpOrigin, text } from '../values/readers.js';
import { Variable } from '../variable.js';

/** Where alerts are delivered. Without any of these, alerts are seen in the dashboard and by the API only. */
export class AlertsConfig {
  @Variable('ALERTS_FILE', {
    reader: text,
    meaning:
      'YAML file of alert rules and channels, for those who keep configuration in git; reloaded on change.',
  })
  readonly file!: string | null;

  @Variable('ALERT_WEBHOOK_URL', {
    reader: secretUrl,
    secret: true,
    meaning: 'Address that gets every alert as JSON by POST.',
  })
  readonly webhookUrl!: Secret | null;

  @Variable('ALERT_WEBHOOK_SECRET', {
    reader: standardWebhookSecret,
    secret: true,
    meaning: 'Signs these requests as Standard Webhooks describe: whsec_ and 24 to 64 bytes in Base64.',
  })
  readonly webhookSecret!: Secret | null;

  @Variable('ALERT_TELEGRAM_TOKEN', {
    reader: telegramToken,
    secret: true,
    meaning: 'Token of a Telegram bot, from @BotFather.',
  })
  readonly telegramToken!: Secret | null;

  @Variable('ALERT_TELEGRAM_CHAT', {
    reader: telegramChat,
    meaning: 'Chat to which the bot writes: a number, negative for groups, or @name of a channel.',
  })
  readonly telegramChat!: string | null;

  @Variable('ALERT_TELEGRAM_API', {
    default: 'https://api.telegram.org',
    reader: httpOrigin,
    meaning: 'Origin of the Bot API, for a server of your own.',
  })
  readonly telegramApi!: string;

  @Variable('ALERT_DISCORD_URL', {
    reader: discordUrl,
    secret: true,
    meaning: 'Webhook of a Discord channel: https://discord.com/api/webhooks/…',
  })
  readonly discordUrl!: Secret | null;

  @Variable('ALERT_SLACK_URL', {
    reader: slackUrl,
    secret: true,
    meaning: 'Incoming webhook of Slack: https://hooks.slack.com/services/…',
  })
  readonly slackUrl!: Secret | null;

  @Variable('ALERT_NTFY_URL', {
    reader: ntfyUrl,
    secret: true,
    meaning:
      'Topic of an ntfy server, such as https://ntfy.sh/my-topic, with user:password@ or :token@ before the host.',
  })
  readonly ntfyUrl!: Secret | null;

  @Variable('ALERT_EMAIL_URL', {
    reader: emailUrl,
    secret: true,
    meaning:
      'Mail server: smtps://user:password@host, or smtp:// to begin without TLS. ?from=address sets the sender, by default the user.',
  })
  readonly emailUrl!: Secret | null;

  @Variable('ALERT_EMAIL_TO', {
    reader: emailAddresses,
    meaning: 'Addresses that get the mail, separated by commas.',
  })
  readonly emailTo!: readonly string[] | null;

  @Variable('ALERT_PUSH_CONTACT', {
    reader: httpsContact,
    meaning:
      'Turns push messages to browsers on: an e-mail address or https address at which their push services can reach you.',
  })
  readonly pushContact!: string | null;

  @Variable('ALERT_HEARTBEAT_URL', {
    reader: secretUrl,
    secret: true,
    meaning:
      'Address requested every minute while all is well, such as a check of healthchecks.io, so that silence alerts too.',
  })
  readonly heartbeatUrl!: Secret | null;

  @Variable('ALERT_PROXY_URL', {
    reader: proxyAddress,
    secret: true,
    meaning: 'Proxy through which alerts are delivered, in the notations of Lighter_{N}_PROXY_{M}_URL.',
  })
  readonly proxy!: ProxyAddress | null;

  @Variable('ALERT_TZ', {
    default: 'UTC',
    reader: timeZone,
    meaning: 'Time zone of times in messages and of the PnL of the day, such as Europe/Berlin.',
  })
  readonly zone!: string;
}

/** Variables that mean something only together. */
export function alertContradictions(config: AlertsConfig): string[] {
  const pairs: [boolean, boolean, string, string][] = [
    [
      config.telegramToken !== null,
      config.telegramChat !== null,
      'ALERT_TELEGRAM_TOKEN',
      'ALERT_TELEGRAM_CHAT',
    ],
    [config.emailUrl !== null, config.emailTo !== null, 'ALERT_EMAIL_URL', 'ALERT_EMAIL_TO'],
  ];
  const faults = pairs.flatMap(([one, other, a, b]) => {
    if (one === other) return [];
    return [one ? `${b} must be set, because ${a} is` : `${a} must be set, because ${b} is`];
  });
  if (config.webhookSecret !== null && config.webhookUrl === null)
    faults.push('ALERT_WEBHOOK_URL must be set, because ALERT_WEBHOOK_SECRET is');
  return faults;
}
