import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { AccountConfig } from '../config/accounts/accounts.js';
import { AppConfig } from '../config/app-config.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import { ExchangeTokens } from '../lighter/exchange-tokens.js';
import { MarketNames } from '../lighter/market-names.js';
import { accountChannels, MARKETS_CHANNEL, tradesChannel } from './session/channels.js';
import { groupAccounts } from './grouping.js';
import type { FollowedAccount } from './session/channels.js';
import type { StreamConnectionEvents } from './connection/connection-events.js';
import { StreamConnection } from './connection/stream-connection.js';

/** A signed token is replaced when it has this long to live. */
const RENEW_AHEAD_MS = 3_600_000;

/** Makes the lines that a configuration needs. */
@Injectable()
export class StreamConnections {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
    private readonly credentials: ExchangeTokens,
    private readonly names: MarketNames,
  ) {}

  /** Accounts that share their ways out share connections, as far as there would be too many otherwise. */
  forAccounts(events: StreamConnectionEvents): StreamConnection[] {
    return this.byProxies()
      .flatMap((accounts) => groupAccounts(accounts))
      .map((group) =>
        this.make(
          group.map((account) => this.followed(account)),
          group[0]!.index,
          events,
        ),
      );
  }

  /** Accounts of the ways out that most accounts share. */
  largestEgressGroup(): number {
    return Math.max(0, ...this.byProxies().map(({ length }) => length));
  }

  /** Market statistics go straight out only if some account does; `null` without accounts. */
  forMarkets(events: StreamConnectionEvents): StreamConnection | null {
    const { accounts } = this.config;
    const host = accounts.find(({ proxies }) => proxies.length === 0) ?? accounts[0];
    if (!host) return null;
    const markets = {
      index: null,
      name: 'markets',
      channels: [MARKETS_CHANNEL],
      tradesChannel: null,
      credentialExpiresAt: null,
    };
    return this.make([markets], host.index, events);
  }

  private byProxies(): AccountConfig[][] {
    const ways = ({ proxies }: AccountConfig): string => proxies.map(({ id }) => id).join(' ');
    return [...Map.groupBy(this.config.accounts, ways).values()];
  }

  private followed({ index, name }: AccountConfig): FollowedAccount {
    const hasCredential = this.credentials.has(index);
    return {
      index,
      name,
      channels: accountChannels(index, hasCredential),
      tradesChannel: tradesChannel(index, hasCredential),
      credentialExpiresAt: this.credentials.expiresAt(index),
    };
  }

  private make(
    accounts: FollowedAccount[],
    routedAs: number,
    events: StreamConnectionEvents,
  ): StreamConnection {
    const { clock, credentials } = this;
    const parts = {
      url: this.config.lighter.wsUrl,
      clock,
      failover: this.egresses.failoverOf(routedAs),
      random: Math.random,
      tokenFor: (index: number) => credentials.tokenFor(index),
      renew: (index: number, refused: string) => credentials.renew(index, refused),
      renewAt: (index: number) => this.renewAt(index),
      symbolOf: this.names.symbolOf,
    };
    return new StreamConnection(accounts, parts, events);
  }

  /** Nothing replaces a token that was given to us. */
  private renewAt(index: number): number | null {
    if (this.credentials.expiresAt(index) !== null) return null;
    const endsAt = this.credentials.tokenEndsAt(index);
    return endsAt === null ? null : endsAt - RENEW_AHEAD_MS;
  }
}
