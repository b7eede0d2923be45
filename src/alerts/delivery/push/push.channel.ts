import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import type WebPush from 'web-push';
import type { KeyRing } from '../../../access/key-ring.js';
import { scrubber } from '../../../secrets/scrubber.js';
import { AlertChannel, type DeliveryOutcome } from '../alert-channel.port.js';
import type { AlertHttp } from '../alert-http.js';
import { shortened, type AlertMessage } from '../alert-message.js';
import { outcomeOf, outcomeOfError } from '../outcomes.js';
import type { PushSubscription } from './push-store.port.js';
import type { PushSubscriptions } from './push-subscriptions.js';

/** Push services keep a message for a browser that is off so long. */
const KEPT_S = 86_400;
/** A push service takes 4096 bytes, encrypted. */
const MAX_TEXT = 1_000;
/** Browsers that still failed by then are left out of a message, so that one dead push service holds up no other. */
const MAX_ATTEMPTS = 6;

const require = createRequire(import.meta.url);

interface PushContext {
  readonly subscriptions: PushSubscriptions;
  /** Which keys are still valid. */
  readonly keys: Pick<KeyRing, 'named' | 'isEmpty'>;
  readonly http: AlertHttp;
  readonly contact: string;
  readonly compose: (id: string, events: readonly AlertEvent[]) => AlertMessage;
}

/** Push messages to every subscribed browser, each about the accounts that its key sees. */
export class PushChannel extends AlertChannel {
  override readonly name = 'push';
  private readonly logger = new Logger('Alerts');
  /** Of the message under way: who has it, and how often it was tried. */
  private current = { id: '', reached: new Set<string>(), attempts: 0 };

  constructor(private readonly context: PushContext) {
    super();
  }

  override async send(message: AlertMessage, signal: AbortSignal): Promise<DeliveryOutcome> {
    if (this.current.id !== message.id) this.current = { id: message.id, reached: new Set(), attempts: 0 };
    this.current.attempts += 1;
    const { reached } = this.current;
    const all = await this.context.subscriptions.all();
    const open = all.filter(({ endpoint }) => !reached.has(endpoint));
    const outcomes = await Promise.all(open.map((to) => this.sendTo(to, message, signal)));
    await this.forget(open.filter((_, place) => outcomes[place]!.result === 'misconfigured'));
    const failed = outcomes.filter((outcome) => outcome.result === 'retry');
    const answer = `${reached.size} of ${all.length} browsers`;
    if (failed.length === 0 || this.current.attempts >= MAX_ATTEMPTS) return { result: 'delivered', answer };
    const waits = failed.map(({ retryAfterMs }) => retryAfterMs ?? 0);
    const retryAfterMs = Math.max(...waits) || null;
    return { result: 'retry', answer: `${answer}; ${failed[0]!.answer}`, retryAfterMs };
  }

  private async sendTo(
    subscription: PushSubscription,
    message: AlertMessage,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const outcome = await this.attempt(subscription, message, signal);
    if (outcome.result === 'delivered') this.current.reached.add(subscription.endpoint);
    return outcome;
  }

  /**
   * Gone, or bound to other keys: the browser subscribes again when its page is opened. A disk or engine that fails holds no
   * message up.
   */
  private async forget(gone: readonly PushSubscription[]): Promise<void> {
    if (gone.length === 0) return;
    try {
      await this.context.subscriptions.forget(gone);
    } catch (error) {
      const { message } = scrubber.scrubError(error);
      this.logger.warn(`Browsers that are gone stay subscribed until the next push message: ${message}`);
    }
  }

  private async attempt(
    subscription: PushSubscription,
    message: AlertMessage,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    try {
      const visible = this.visibleTo(subscription, message.events);
      if (visible === null) return { result: 'misconfigured', answer: 'its key is gone' };
      if (visible.length === 0) return { result: 'delivered', answer: 'concerns no account of this browser' };
      const { endpoint, headers, body } = this.requestFor(
        subscription,
        this.context.compose(message.id, visible),
      );
      const answer = await this.context.http.post(endpoint, headers, body, signal);
      return outcomeOf(answer);
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  /** Events that the key of a browser sees now; `null` if the key is gone. */
  private visibleTo(subscription: PushSubscription, events: readonly AlertEvent[]): AlertEvent[] | null {
    const { keys } = this.context;
    const key = keys.named(subscription.key);
    // Without any key, this machine is let in by its address.
    if (!key && !keys.isEmpty) return null;
    const sees = (index: number | null, accounts: ReadonlySet<number> | null): boolean =>
      accounts === null || (index !== null && accounts.has(index));
    const then = subscription.accounts && new Set(subscription.accounts);
    return events.filter(
      ({ type, alert: { account_index: index } }) =>
        type === 'test' || (sees(index, then) && sees(index, key?.accounts ?? null)),
    );
  }

  private requestFor(
    { endpoint, keys }: PushSubscription,
    { id, tone, title, lines, url, at }: AlertMessage,
  ): { endpoint: string; headers: Record<string, string>; body: Buffer } {
    const { publicKey, privateKey } = this.context.subscriptions.keys();
    const text = shortened(lines.join('\n'), MAX_TEXT);
    const payload = JSON.stringify({ id, tone, title: shortened(title, 200), text, url, at });
    // Loaded by the first message, because most services send none.
    const webPush = require('web-push') as typeof WebPush;
    const details = webPush.generateRequestDetails({ endpoint, keys: { ...keys } }, payload, {
      vapidDetails: { subject: this.context.contact, publicKey, privateKey },
      TTL: KEPT_S,
      urgency: tone === 'critical' ? 'high' : 'normal',
      // A repeat replaces what the push service still holds; at most 32 characters.
      topic: createHash('sha256').update(id).digest('base64url').slice(0, 32),
    });
    const headers = Object.entries(details.headers).map(([name, value]) => [name, String(value)]);
    return { endpoint, headers: Object.fromEntries(headers) as Record<string, string>, body: details.body };
  }
}
