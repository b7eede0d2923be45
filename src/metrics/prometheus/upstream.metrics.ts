import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { isLive } from 'lighter-broadcaster-protocol/account';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { gauge, gauges, OF_STATE } from './instruments.js';

const KINDS = ['rest', 'websocket'] as const;
const STATES = ['idle', 'connecting', 'connected', 'waiting', 'refused', 'paused'] as const;

/** Connections, budgets and accounts. No label names an account, so that every key may see the sums. */
@Injectable()
export class UpstreamMetrics {
  constructor(
    private readonly feed: ChangeFeed,
    registry: Registry,
  ) {
    gauge(
      registry,
      'lighter_accounts',
      'Accounts followed',
      () => this.feed.accountIndexes().length,
      OF_STATE,
    );
    gauge(registry, 'lighter_accounts_stale', 'Accounts with a stale section', () => this.stale(), OF_STATE);
    gauges(
      registry,
      'lighter_links',
      'Connections to the exchange by kind and state',
      ['kind', 'state'],
      () => this.links(),
      OF_STATE,
    );
    this.sum(
      registry,
      'lighter_upstream_messages',
      'Requests answered or frames received',
      (link) => link.messages,
    );
    this.sum(
      registry,
      'lighter_upstream_failures',
      'Requests or connections that failed',
      (link) => link.failures,
    );
    this.sum(registry, 'lighter_upstream_reconnects', 'Reconnections', (link) => link.reconnects);
    this.budgets(registry);
  }

  private stale(): number {
    return this.feed.accountIndexes().filter((index) => {
      const account = this.feed.account(index);
      return account === undefined || !isLive(account);
    }).length;
  }

  private links(): { labels: { kind: string; state: string }; value: number }[] {
    const { links } = this.feed.connections();
    return KINDS.flatMap((kind) =>
      STATES.map((state) => ({
        labels: { kind, state },
        value: links.filter((link) => link.kind === kind && link.state === state).length,
      })),
    );
  }

  private sum(registry: Registry, name: string, help: string, of: (link: LinkState) => number): void {
    gauges(
      registry,
      name,
      `${help} since the start, by kind of connection`,
      ['kind'],
      () => {
        const { links } = this.feed.connections();
        return KINDS.map((kind) => {
          const value = links
            .filter((link) => link.kind === kind)
            .reduce((total, link) => total + of(link), 0);
          return { labels: { kind }, value };
        });
      },
      OF_STATE,
    );
  }

  private budgets(registry: Registry): void {
    const egresses = (): ReturnType<ChangeFeed['connections']>['egresses'] =>
      this.feed.connections().egresses;
    const perEgress = (
      name: string,
      help: string,
      of: (egress: ReturnType<typeof egresses>[number]) => number,
    ): void =>
      gauges(
        registry,
        name,
        help,
        ['egress'],
        () => egresses().map((egress) => ({ labels: { egress: egress.egress_id }, value: of(egress) })),
        OF_STATE,
      );
    perEgress('lighter_egress_healthy', '1 while this egress works', ({ healthy }) => Number(healthy));
    perEgress(
      'lighter_egress_budget_limit',
      'Requests or weight allowed per window',
      ({ budget }) => budget.limit,
    );
    perEgress(
      'lighter_egress_budget_used',
      'Requests or weight spent in the current window',
      ({ budget }) => budget.used,
    );
    perEgress(
      'lighter_egress_rate_limited',
      'Responses with status 429 since the start',
      (egress) => egress.rate_limited_count,
    );
  }
}
