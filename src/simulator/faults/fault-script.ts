import type { Authority } from '../auth/authority.js';
import { accountOf, type RestRequest } from '../rest/rest-request.js';
import { FaultList, type Fault } from './fault-list.js';
import type { RestEffect } from './rest-effects.js';
import { RowFaults } from './row-faults.js';
import { SocketFaults, type FrameEffect, type SocketSubject, type SubscribeEffect } from './socket-faults.js';

/** Selects requests: '*', an endpoint's name (`account`, `trades`, …), or all criteria given. */
export type RestMatch = string | { endpoint?: string; account?: number; ip?: string };

/** Scripted faults. Each applies `times` times (forever by default) or until lifted. */
export class FaultScript {
  readonly restFaults = new FaultList<RestRequest, RestEffect>();
  readonly subscribeFaults = new FaultList<SocketSubject, SubscribeEffect>();
  readonly frameFaults = new FaultList<SocketSubject, FrameEffect>();
  /** Fields absent, blank or unreadable: `rows.add({ row: 'order', account }, { price: '' })`. */
  readonly rows = new RowFaults();
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

  /** Lifts every active fault; tokens stay as they are. */
  clear(): void {
    this.restFaults.clear();
    this.rows.clear();
    this.ws.clear();
  }
}

/** Faults of tokens. */
export class TokenFaults {
  constructor(
    private readonly authority: Authority,
    private readonly nowMs: () => number,
  ) {}

  /** Revokes all read-only tokens of the account (61006). */
  revoke(account: number): void {
    for (const row of this.authority.tokens.list(account)) row.revoked = true;
  }

  /** Expires all read-only tokens of the account now (20013), regardless of the expiry in their text. */
  expire(account: number): void {
    for (const row of this.authority.tokens.list(account)) row.expiry = Math.floor(this.nowMs() / 1000);
  }

  /** Revokes all read-only tokens silently: REST refuses them (61006), and subscriptions made with them go quiet. */
  revokeSilently(account: number): void {
    this.revoke(account);
    for (const row of this.authority.tokens.list(account)) this.authority.silenced.add(row.text);
  }

  /** Makes all read-only tokens of the account valid again. */
  restore(account: number): void {
    for (const row of this.authority.tokens.list(account)) {
      row.revoked = false;
      this.authority.silenced.delete(row.text);
    }
  }

  /** Refuses every token of the account (20013), signed or read-only, until `accept`. */
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
