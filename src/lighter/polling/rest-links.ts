import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import type { Egress } from '../../egress/egress.js';
import { EgressRegistry } from '../../egress/egress.registry.js';
import { weightOf } from '../../egress/tier-limits.js';
import type { EgressState } from 'lighter-broadcaster-protocol/operations';
import { Ingest } from '../../upstream/ingest.js';
import { reportPeriod } from '../../upstream/report-period.js';
import { ExchangeTokens } from '../exchange-tokens.js';
import { RestLink } from './rest-link.js';

/** The REST lines of all accounts and the egresses beneath them, reported: changes of state at once, counters from time to time. */
@Injectable()
export class RestLinks implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly links: ReadonlyMap<number, RestLink>;
  /** Accounts on each egress. */
  private users = new Map<string, number>();
  private readonly told = new Map<string, string>();
  private reporting: Timer | null = null;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
    private readonly ingest: Ingest,
    credentials: ExchangeTokens,
  ) {
    this.links = new Map(
      config.accounts.map(({ index, name }) => [
        index,
        new RestLink(index, name, credentials.expiresAt(index)),
      ]),
    );
  }

  /** Of a configured account. */
  of(accountIndex: number): RestLink {
    const link = this.links.get(accountIndex);
    if (!link) throw new Error(`no account ${accountIndex} is configured`);
    return link;
  }

  onApplicationBootstrap(): void {
    this.reportAll();
    this.reporting = this.clock.every(reportPeriod(this.links.size), () => this.reportAll());
    this.stopListening = this.egresses.onHealth(() => this.reportEgresses(this.egresses.states()));
  }

  onModuleDestroy(): void {
    this.reporting?.cancel();
    this.stopListening();
  }

  setPaused(paused: boolean): void {
    for (const link of this.links.values()) link.paused = paused;
    this.reportAll();
  }

  /** Does something to a line; tells at once if its state changed by it. */
  change(accountIndex: number, action: (link: RestLink) => void): void {
    const link = this.of(accountIndex);
    const before = link.condition(this.clock.wallNow());
    action(link);
    if (link.condition(this.clock.wallNow()) !== before) this.report(accountIndex);
  }

  private reportAll(): void {
    const egresses = this.egresses.states();
    this.users = new Map(egresses.map(({ egress_id, accounts }) => [egress_id, accounts.length]));
    for (const { index } of this.config.accounts) this.report(index);
    this.reportEgresses(egresses);
  }

  private report(accountIndex: number): void {
    const link = this.stateOf(accountIndex);
    const at = this.clock.wallNow();
    if (this.isNews(link.link_id, link)) this.ingest.apply({ type: 'link', link, at });
  }

  private reportEgresses(egresses: readonly EgressState[]): void {
    const at = this.clock.wallNow();
    for (const egress of egresses)
      if (this.isNews(`egress/${egress.egress_id}`, egress))
        this.ingest.apply({ type: 'egress', egress, at });
  }

  private stateOf(accountIndex: number): ReturnType<RestLink['state']> {
    const egress = this.egresses.of(accountIndex);
    return this.of(accountIndex).state(this.clock.wallNow(), egress, this.expectedInterval(egress));
  }

  /** When the polls of accounts and of their orders share what the budget allows. */
  private expectedInterval(egress: Egress): number {
    const shared =
      egress.budget.pollGap(weightOf('account'), this.clock.monotonic()) *
      2 *
      (this.users.get(egress.id) ?? 1);
    return Math.max(this.config.lighter.pollIntervalMs, shared);
  }

  private isNews(key: string, value: object): boolean {
    const text = JSON.stringify(value);
    if (this.told.get(key) === text) return false;
    this.told.set(key, text);
    return true;
  }
}
