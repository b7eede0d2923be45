import type { AlertsConfig } from '../../config/sections/alerts.config.js';
import type { Secret } from '../../secrets/secret.js';

/** Where a channel delivers to. */
export type ChannelSettings = { readonly name: string } & (
  | { readonly type: 'webhook'; readonly url: Secret; readonly secret: Secret | null }
  | {
      readonly type: 'telegram';
      readonly token: Secret;
      readonly chat: string;
      /** Origin of the Bot API. */
      readonly api: string;
    }
  | { readonly type: 'discord' | 'slack' | 'ntfy'; readonly url: Secret }
  | { readonly type: 'email'; readonly url: Secret; readonly to: readonly string[] }
);

/** The channels that ALERT_* variables configure, in a fixed order; each has the name of its type. */
export function settingsOf(config: AlertsConfig): ChannelSettings[] {
  const { webhookUrl, telegramToken, telegramChat, telegramApi, emailUrl, emailTo } = config;
  const settings: ChannelSettings[] = [];
  if (webhookUrl)
    settings.push({ name: 'webhook', type: 'webhook', url: webhookUrl, secret: config.webhookSecret });
  if (telegramToken && telegramChat !== null)
    settings.push({
      ...{ name: 'telegram', type: 'telegram', token: telegramToken, chat: telegramChat, api: telegramApi },
    });
  const urls = { discord: config.discordUrl, slack: config.slackUrl, ntfy: config.ntfyUrl };
  for (const type of ['discord', 'slack', 'ntfy'] as const) {
    const url = urls[type];
    if (url) settings.push({ name: type, type, url });
  }
  if (emailUrl && emailTo) settings.push({ name: 'email', type: 'email', url: emailUrl, to: emailTo });
  return settings;
}
