import type { Clock } from '../clock/clock.js';
import type { Route } from '../egress/route.js';
import type { Update } from '../state/update.js';
import type { EndCause } from './end-cause.js';
import type { Followed } from './line-facts.js';
import type { Line } from './line.js';

export interface LineParts {
  /** The stream's address. */
  url: string;
  clock: Clock;
  route: Route;
  /** In [0, 1). */
  random: () => number;
  /** A token that is good now, `null` when there is none. */
  tokenFor: (accountIndex: number) => string | null;
  /** This token was refused. @returns whether another one is worth a try. */
  renew: (accountIndex: number, refused: string) => boolean;
  /** When the account's token should be replaced, epoch ms; `null`: never. */
  renewAt: (accountIndex: number) => number | null;
  symbolOf: (marketId: number) => string;
}

/** What a line tells. `accountIndex` is `null` for the markets. */
export interface LineEvents {
  updates(updates: Update[]): void;
  raw(line: Line, text: string, receivedAt: number): void;
  /** Every subscription of the account has its snapshot. */
  followed(accountIndex: number): void;
  tradesConfirmed(accountIndex: number): void;
  /** The line is up, but until `tradesConfirmed` it carries no fills of the account. */
  lapsed(accountIndex: number): void;
  /** The line is up, but fills that it brought could not be read. */
  missed(accountIndex: number): void;
  alive(accountIndex: number): void;
  lost(accountIndex: number, kind: EndCause['kind'], reason: string): void;
  incident: (accountIndex: number | null, kind: string, code: string | null, reason: string) => void;
  /** Its state changed: to be reported at once. */
  changed(line: Line): void;
}

/** When the first token of these accounts should be replaced, epoch ms; `null`: never. */
export function earliestRenewal(accounts: readonly Followed[], { renewAt }: LineParts): number | null {
  const times = accounts.flatMap(({ index }) => (index === null ? [] : (renewAt(index) ?? [])));
  return times.length === 0 ? null : Math.min(...times);
}
