import type { Principal } from '../../access/principal.js';
import { ExchangeRefusal } from '../exchange-answers.js';
import type { TokenRights } from '../token-judge.port.js';

/**
 * What two instances of this service speak on `/stream`, so that one subscription serves all clients of the other: the
 * exchange's own frames come as they are, and these messages beside them.
 */

/** Header of the upgrade that asks for it: `new`, or `{session}:{frames received}` to continue after a lost connection. */
export const RELAY_HEADER = 'x-lighter-relay';

/** What a serving instance sends to the collecting one. */
export type RelayRequest =
  /** The first frame of a channel (as in `subscribe`), and its updates from there on; also while it is followed. */
  | { readonly type: 'follow'; readonly id: number; readonly channel: string }
  | { readonly type: 'leave'; readonly channel: string }
  /** Whose token of the exchange this is. Secret: never log it. */
  | { readonly type: 'identify'; readonly id: number; readonly token: string };

/** What the collecting instance sends; `following` also has the text `frame`. */
export type RelayAnswer =
  /** First on each connection, and not counted. `resumed`: the frames after those received follow, none is missing. */
  | { readonly type: 'session'; readonly session: string; readonly resumed: boolean }
  | { readonly type: 'following'; readonly id: number }
  | ({ readonly type: 'identified'; readonly id: number } & TokenRights)
  | ({ readonly type: 'refused'; readonly id: number } & RefusalFields)
  /** The channel, by its key, cannot be served any more. */
  | { readonly type: 'lost'; readonly channel: string; readonly reason: string };

interface RefusalFields {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function refusedFrame(id: number, { status, code, message, headers }: ExchangeRefusal): string {
  return JSON.stringify({ type: 'refused', id, status, code, message, headers } satisfies RelayAnswer);
}

export function refusalIn({ status, code, message, headers }: RefusalFields): ExchangeRefusal {
  return new ExchangeRefusal(status, code, message, headers);
}

/** Whether two callers have the same rights: a session continues only for the same one. */
export function isSameCaller(a: Principal, b: Principal): boolean {
  const rights = ({ name, scope, accounts }: Principal): string =>
    JSON.stringify([name, scope, accounts && [...accounts]]);
  return rights(a) === rights(b);
}
