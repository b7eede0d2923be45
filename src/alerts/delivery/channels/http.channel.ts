import { AlertChannel, type DeliveryOutcome } from '../alert-channel.port.js';
import type { AlertHttp, FarAnswer } from '../alert-http.js';
import type { AlertMessage } from '../alert-message.js';
import { outcomeOf, outcomeOfError } from '../outcomes.js';

/** One request of a channel. */
export interface ChannelRequest {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

/** A channel that delivers a message by one POST. */
export abstract class HttpChannel extends AlertChannel {
  constructor(
    override readonly name: string,
    private readonly http: AlertHttp,
  ) {
    super();
  }

  protected abstract requestFor(message: AlertMessage): ChannelRequest;

  /** Where the far side says more than its status, a channel reads it here. */
  protected outcome(answer: FarAnswer): DeliveryOutcome {
    return outcomeOf(answer);
  }

  override async send(message: AlertMessage, signal: AbortSignal): Promise<DeliveryOutcome> {
    try {
      const { url, headers, body } = this.requestFor(message);
      const all = { 'content-type': 'application/json', 'user-agent': 'lighter-broadcaster', ...headers };
      return this.outcome(await this.http.post(url, all, body, signal));
    } catch (error) {
      return outcomeOfError(error);
    }
  }
}
