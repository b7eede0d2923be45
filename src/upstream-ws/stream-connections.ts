import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import type { AccountConfig } from '../config/accounts/accounts.js';
import { AppConfig } from '../config/app-config.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import type { ProxyFailover } from '../egress/proxy-failover.js';
import { ExchangeTokens } from '../lighter/exchange-tokens.js';
import { MarketNames } from '../lighter/market-names.js';
import type { StreamConnectionContext, StreamConnectionEvents } from './connection/connection-events.js';
import { StreamConnection } from './connection/stream-connection.js';
import { groupAccounts } from './grouping.js';
import { accountChannels, type FollowedAccount, MARKETS_CHANNEL, tradesChannel } from './session/channels.js';

/** Signed tokens are replaced in the last hour of their life, when new ones are signed, … */
const RENEW_AHEAD_MS = 3_600_000 - 5_000;
/** … spread over this much of it, so that not all connections are replaced together. */
const RENEW_SPREAD_MS = 50 * 60_000;

/** Creates the connections that a configuration needs. */
@Injectable()
export class StreamConnections {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly egresses: EgressRegistry,
    private readonly tokens: ExchangeTokens,
    private readonly names: MarketNames,
  ) {}

  /** Accounts with the same egresses share connections where there would be too many otherwise. */
  forAccounts(events: StreamConnectionEvents): StreamConnection[] {
    return this.egresses
      .accountGroups()
      .flatMap((accounts) => groupAccounts(accounts))
      .map((group) =>
        this.create(
          group.map((account) => this.followed(account)),
          this.egresses.failoverOf(group[0]!.index),
          events,
        ),
      );
  }

  /** The connection of the market statistics; `null` without accounts. */
  forMarkets(events: StreamConnectionEvents): StreamConnection | null {
    const failover = this.egresses.failoverOfMarkets();
    if (!failover) return null;
    const markets = {
      index: null,
      name: 'markets',
      channels: [MARKETS_CHANNEL],
      tradesChannel: null,
      credentialExpiresAt: null,
    };
    return this.create([markets], failover, events);
  }

  private followed({ index, name }: AccountConfig): FollowedAccount {
    const hasCredential = this.tokens.has(index);
    return {
      index,
      name,
      channels: accountChannels(index, hasCredential),
      tradesChannel: tradesChannel(index, hasCredential),
      credentialExpiresAt: this.tokens.expiresAt(index),
    };
  }

  private create(
    accounts: FollowedAccount[],
    failover: ProxyFailover,
    events: StreamConnectionEvents,
  ): StreamConnection {
    const { clock, exchangeClock, tokens, egresses } = this;
    const context: StreamConnectionContext = {
      url: this.config.lighter.wsUrl,
      clock,
      exchangeNow: () => exchangeClock.now(),
      failover,
      random: Math.random,
      tokenFor: (index) => tokens.tokenFor(index),
      accepted: (index, token) => tokens.accepted(index, token),
      renew: (index, refused) => tokens.renew(index, refused),
      renewIn: (index) => this.renewIn(index),
      partyOf: (index) => (index === null ? 'markets' : egresses.budgets.partyOf(index)),
      symbolOf: this.names.symbolOf,
    };
    return new StreamConnection(accounts, context, events);
  }

  /** A configured token cannot be replaced. */
  private renewIn(index: number): number | null {
    const endsAt = this.tokens.expiresAt(index) === null ? this.tokens.tokenEndsAt(index) : null;
    if (endsAt === null) return null;
    const { accounts } = this.config;
    const share = accounts.findIndex((account) => account.index === index) / accounts.length;
    const leftMs = endsAt - (this.exchangeClock.now() ?? this.clock.wallNow());
    return Math.max(0, leftMs - RENEW_AHEAD_MS + share * RENEW_SPREAD_MS);
  }
}
