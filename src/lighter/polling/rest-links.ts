import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { LoopMonitor } from '../../clock/loop-monitor.js';
import { AppConfig } from '../../config/app-config.js';
import { EgressRegistry } from '../../egress/egress.registry.js';
import type { EgressState } from 'lighter-broadcaster-protocol/operations';
import { Ingest } from '../../upstream/ingest.js';
import { reportPeriod } from '../../upstream/report-period.js';
import { ExchangeTokens } from '../exchange-tokens.js';
import { PollPlanner } from './poll-planner.js';
import { type Moment, RestLink } from './rest-link.js';

/** Reports the REST links of all accounts and their egresses: changes of state at once, counters periodically. */
@Injectable()
export class RestLinks implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly links: ReadonlyMap<number, RestLink>;
  /** The egress that each account used last. */
  private readonly egressOf = new Map<number, string>();
  private readonly reported = new Map<string, string>();
  private reporting: Timer | null = null;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
    private readonly ingest: Ingest,
    private readonly planner: PollPlanner,
    private readonly monitor: LoopMonitor,
    tokens: ExchangeTokens,
  ) {
    this.links = new Map(
      config.accounts.map(({ index, name }) => [index, new RestLink(index, name, tokens.expiresAt(index))]),
    );
  }

  /** Of a configured account. */
  of(accountIndex: number): RestLink {
    const link = this.links.get(accountIndex);
    if (!link) throw new Error(`no account ${accountIndex} is configured`);
    return link;
  }

  onApplicationBootstrap(): void {
    this.wakeMoved();
    this.reportAll();
    this.reporting = this.clock.every(reportPeriod(this.links.size), () => this.reportAll());
    this.monitor.onStep((byMs) => {
      for (const link of this.links.values()) link.clockStepped(byMs);
      this.reportAll();
    });
    this.stopListening = this.egresses.onHealth(() => {
      this.wakeMoved();
      this.reportEgresses(this.egresses.states());
    });
  }

  onModuleDestroy(): void {
    this.reporting?.cancel();
    this.stopListening();
  }

  setPaused(paused: boolean): void {
    for (const link of this.links.values()) link.paused = paused;
    this.reportAll();
  }

  /** Changes a link, and reports it at once if its state changed. */
  change(accountIndex: number, action: (link: RestLink, now: Moment) => void): void {
    const link = this.of(accountIndex);
    const now = this.now();
    const before = link.condition(now.mono);
    action(link, now);
    if (link.condition(now.mono) !== before) this.report(accountIndex);
  }

  /** On another egress an account need not wait for failures of the previous one. */
  private wakeMoved(): void {
    for (const [egress, accounts] of this.egresses.users())
      for (const index of accounts) {
        const before = this.egressOf.get(index);
        this.egressOf.set(index, egress.id);
        if (before !== undefined && before !== egress.id) this.change(index, (link) => link.wake());
      }
  }

  private reportAll(): void {
    for (const { index } of this.config.accounts) this.report(index);
    this.reportEgresses(this.egresses.states());
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
    const expectedMs = this.planner.intervalOf(accountIndex, 'account') ?? this.config.lighter.pollIntervalMs;
    return this.of(accountIndex).state(this.now(), this.egresses.of(accountIndex), expectedMs);
  }

  private now(): Moment {
    return { wall: this.clock.wallNow(), mono: this.clock.monotonic() };
  }

  private isNews(key: string, value: object): boolean {
    const text = JSON.stringify(value);
    if (this.reported.get(key) === text) return false;
    this.reported.set(key, text);
    return true;
  }
}
