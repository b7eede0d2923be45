import type { Clock } from '../../clock/clock.js';
import type { AlertChannel } from './alert-channel.port.js';
import type { AlertHttp } from './alert-http.js';
import type { ChannelSettings } from './channel-settings.js';
import { DiscordChannel } from './channels/discord.channel.js';
import { EmailChannel } from './channels/email.channel.js';
import { NtfyChannel } from './channels/ntfy.channel.js';
import { SlackChannel } from './channels/slack.channel.js';
import { TelegramChannel } from './channels/telegram.channel.js';
import { WebhookChannel } from './channels/webhook.channel.js';

export function createChannel(settings: ChannelSettings, http: AlertHttp, clock: Clock): AlertChannel {
  const { name } = settings;
  switch (settings.type) {
    case 'webhook':
      return new WebhookChannel(name, http, settings, clock);
    case 'telegram':
      return new TelegramChannel(name, http, settings);
    case 'discord':
      return new DiscordChannel(name, http, settings);
    case 'slack':
      return new SlackChannel(name, http, settings);
    case 'ntfy':
      return new NtfyChannel(name, http, settings);
    case 'email':
      return new EmailChannel(name, http, settings);
  }
}
