import type { Clock } from '../../clock/clock.js';
import type { AlertsConfig } from '../../config/sections/alerts.config.js';
import type { AlertChannel } from './alert-channel.port.js';
import type { AlertHttp } from './alert-http.js';
import { DiscordChannel } from './channels/discord.channel.js';
import { EmailChannel } from './channels/email.channel.js';
import { NtfyChannel } from './channels/ntfy.channel.js';
import { SlackChannel } from './channels/slack.channel.js';
import { TelegramChannel } from './channels/telegram.channel.js';
import { WebhookChannel } from './channels/webhook.channel.js';

/** The channels that ALERT_* variables configure, in a fixed order. */
export function createChannels(config: AlertsConfig, http: AlertHttp, clock: Clock): AlertChannel[] {
  const { webhookUrl, telegramToken, telegramChat, discordUrl, slackUrl, ntfyUrl, emailUrl, emailTo } =
    config;
  const channels: AlertChannel[] = [];
  if (webhookUrl) {
    const target = { url: webhookUrl, secret: config.webhookSecret };
    channels.push(new WebhookChannel('webhook', http, target, clock));
  }
  if (telegramToken && telegramChat !== null) {
    const target = { api: config.telegramApi, token: telegramToken, chat: telegramChat };
    channels.push(new TelegramChannel('telegram', http, target));
  }
  if (discordUrl) channels.push(new DiscordChannel('discord', http, { url: discordUrl }));
  if (slackUrl) channels.push(new SlackChannel('slack', http, { url: slackUrl }));
  if (ntfyUrl) channels.push(new NtfyChannel('ntfy', http, { url: ntfyUrl }));
  if (emailUrl && emailTo) channels.push(new EmailChannel('email', http, { url: emailUrl, to: emailTo }));
  return channels;
}
