import type { Authority } from '../auth/authority.js';
import type { RestRequest } from '../rest/rest-request.js';
import { accountOf } from '../rest/account-of.js';
import { FaultList, type Fault } from './fault-list.js';
import type { RestEffect } from './rest-effects.js';
import { SocketFaults, type FrameEffect, type SocketSubject, type SubscribeEffect } from './socket-faults.js';

/** Which requests: '*', an endpoint's name (`account`, `trades`, …), or all that match these. */
export type RestMatch = string | { endpoint?: string; account?: number; ip?: string };

/** Everything that can go wrong, on demand. Each fault strikes `times` times (for ever if not told) or until lifted. */
export class FaultScript {
  readonly restFaults = new FaultList<RestRequest, RestEffect>();
  readonly subscribeFaults = new FaultList<SocketSubject, SubscribeEffect>();
  readonly frameFaults = new FaultList<SocketSubject, FrameEffect>();
  readonly ws: SocketFaults;
  readonly tokens: TokenFaults;

  constructor(authority: Authority, nowMs: () => number) {
    this.ws = new SocketFaults(this.subscribeFaults, this.frameFaults);
    this.tokens = new TokenFaults(authority, nowMs);
  }

  get pongsDropped(): boolean {
    return this.ws.pongsDropped;
  }

  rest(match: RestMatch, effect: RestEffect, times = Infinity): Fault {
    return this.restFaults.add((request) => matches(match, request), effect, times);
  }

  /** Takes back every fault that is still set; tokens stay as they are. */
  clear(): void {
    this.restFaults.clear();
    this.ws.clear();
  }
}

/** What can happen to tokens. */
export class TokenFaults {
  constructor(
    private readonly authority: Authority,
    private readonly nowMs: () => number,
  ) {}

  /** All read-only tokens of the account are revoked (61006). */
  revoke(account: number): void {
    for (const row of this.authority.tokens.list(account)) row.revoked = true;
  }

  /** All read-only tokens of the account end now (20013), whatever their text says. */
  expire(account: number): void {
    for (const row of this.authority.tokens.list(account)) row.expiry = Math.floor(this.nowMs() / 1000);
  }

  /** Every token of the account is refused (20013), signed or not, until `accept`. */
  refuse(account: number): void {
    this.authority.refused.add(account);
  }

  accept(account: number): void {
    this.authority.refused.delete(account);
  }
}

function matches(match: RestMatch, request: RestRequest): boolean {
  if (typeof match === 'string') return match === '*' || match === request.endpoint;
  const { endpoint = request.endpoint, account, ip = request.ip } = match;
  return (
    endpoint === request.endpoint &&
    ip === request.ip &&
    (account === undefined || account === accountOf(request))
  );
}
