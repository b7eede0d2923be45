import { createHmac } from 'node:crypto';
import type { Clock } from '../../../clock/clock.js';
import { standardWebhookKey } from '../../../config/values/alert-readers.js';
import type { Secret } from '../../../secrets/secret.js';
import type { AlertHttp } from '../alert-http.js';
import type { AlertMessage } from '../alert-message.js';
import { HttpChannel, type ChannelRequest } from './http.channel.js';

/**
 * JSON by POST, signed as https://www.standardwebhooks.com describes. `webhook-id` is the same at every attempt, so a
 * receiver that remembers ids takes each message once.
 */
export class WebhookChannel extends HttpChannel {
  constructor(
    name: string,
    http: AlertHttp,
    private readonly target: { url: Secret; secret: Secret | null },
    private readonly clock: Clock,
  ) {
    super(name, http);
  }

  protected override requestFor(message: AlertMessage): ChannelRequest {
    const { id, tone, title, lines, url, at, events } = message;
    const body = JSON.stringify({
      type: events.length === 1 ? `alert.${events[0]!.type}` : 'alert.group',
      timestamp: new Date(at).toISOString(),
      data: { tone, title, lines, url, events },
    });
    return { url: this.target.url.reveal(), headers: this.headersFor(id, body), body };
  }

  private headersFor(id: string, body: string): Record<string, string> {
    const seconds = String(Math.floor(this.clock.wallNow() / 1000));
    const named = { 'webhook-id': id, 'webhook-timestamp': seconds };
    const key = this.target.secret && standardWebhookKey(this.target.secret.reveal());
    if (!key) return named;
    const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
    return { ...named, 'webhook-signature': `v1,${signature}` };
  }
}
