import type { Clock } from '../../clock/clock.js';
import type { Authority } from '../auth/authority.js';
import type { Account } from '../exchange/account.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Limits } from '../limits/limits.js';
import type { SimulatedMarketFeeds } from '../ws/simulated-market-feeds.js';
import { accountNotFound } from '../simulated-error.js';
import type { RestRequest } from './rest-request.js';
import { accountJson } from '../wire/account-json.js';

/** Everything an endpoint needs to build its answer. */
export class EndpointContext {
  private readonly rendered = new Map<Account, { revision: string; text: string }>();

  constructor(
    readonly clock: Clock,
    readonly exchange: Exchange,
    readonly authority: Authority,
    readonly limits: Limits,
    readonly networkId: number,
    readonly feeds: SimulatedMarketFeeds,
  ) {}

  /** The account, or SimulatedError 21100. */
  account(index: number): Account {
    if (!this.exchange.venue.has(index)) throw accountNotFound();
    return this.exchange.account(index);
  }

  /** The account's JSON, rendered once per change of the account or of a price. */
  accountText(account: Account): string {
    const revision = `${account.version}:${this.exchange.venue.priceRevision}`;
    const known = this.rendered.get(account);
    if (known?.revision === revision) return known.text;
    const text = accountJson(account);
    this.rendered.set(account, { revision, text });
    return text;
  }
}

/** A copy of the exchange that is `lagMs` behind. */
export class LaggingContext extends EndpointContext {
  constructor(
    present: EndpointContext,
    private readonly lagMs: number,
  ) {
    super(
      present.clock,
      present.exchange,
      present.authority,
      present.limits,
      present.networkId,
      present.feeds,
    );
  }

  override account(index: number): Account {
    super.account(index);
    return this.exchange.history.accountAt(index, this.clock.monotonic() - this.lagMs);
  }

  override accountText(account: Account): string {
    return accountJson(this.account(account.index));
  }
}

/** Returns the body of a successful answer; throws SimulatedError to refuse. */
export type Endpoint = (context: EndpointContext, request: RestRequest) => string;
