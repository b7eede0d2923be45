import type { AlertMessage } from './alert-message.js';

/** How an attempt to deliver a message ended. `answer` is short, for people, and holds no secret. */
export type DeliveryOutcome =
  | {
      readonly result: 'delivered';
      readonly answer: string;
      /** The far side wants nothing else for this long. */
      readonly pauseMs?: number;
    }
  | {
      /** Worth another attempt: the far side is down, busy or limits us. */
      readonly result: 'retry';
      readonly answer: string;
      /** How long the far side asked us to wait; `null` if it named no time. */
      readonly retryAfterMs: number | null;
    }
  /** Nothing will be accepted until someone corrects the configuration here or there. */
  | { readonly result: 'misconfigured'; readonly answer: string }
  /** This message will never be accepted; others may be. */
  | { readonly result: 'rejected'; readonly answer: string };

/** A place outside to which alerts are delivered. It is called with one message at a time. */
export abstract class AlertChannel {
  /** By which rules, API and log call it. */
  abstract readonly name: string;

  /**
   * Makes one attempt. Never throws and never retries by itself.
   * @param message whose `id` is the same at every attempt, also after a restart
   */
  abstract send(message: AlertMessage, signal: AbortSignal): Promise<DeliveryOutcome>;
}
