import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import type { AccountConfig } from '../config/accounts/accounts.js';
import type { ProxyConfig } from '../config/accounts/proxy.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { EgressState } from 'lighter-broadcaster-protocol/operations';
import { RateBudgets } from './rate-budgets.js';
import { BudgetFile } from './budget-file.js';
import { Egress, type EgressFault } from './egress.js';
import { ProxyFailover } from './proxy-failover.js';
import { TIER_LIMITS } from './tier-limits.js';

const SAVE_EVERY_MS = 2_000;
const DIRECT = 'direct';

type Users = ReadonlyMap<Egress, readonly number[]>;

/** All ways out to the exchange: which account takes which, and the rate budgets they spend. */
@Injectable()
export class EgressRegistry implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly budgets: RateBudgets;
  private readonly log = new Logger(EgressRegistry.name);
  private readonly file: BudgetFile;
  private readonly byId = new Map<string, Egress>();
  private readonly failovers = new Map<number, ProxyFailover>();
  private readonly listeners = new Set<(egress: Egress) => void>();
  /** A way out that fails is left, and taken again as time goes by: what follows lasts while none does. */
  private readonly failing = new Set<Egress>();
  private lastUsers: Users | null = null;
  private saving: Timer | null = null;
  private saveFailed = false;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
  ) {
    this.file = new BudgetFile(config.history.dataDir);
    const fixed = config.lighter.tier && TIER_LIMITS[config.lighter.tier];
    this.budgets = new RateBudgets(() => clock.wallNow(), this.file.read(), fixed);
    for (const account of config.accounts) this.failovers.set(account.index, this.createFailover(account));
  }

  onApplicationBootstrap(): void {
    this.saving = this.clock.every(SAVE_EVERY_MS, () => void this.save());
  }

  /** Of a configured account. */
  failoverOf(accountIndex: number): ProxyFailover {
    const failover = this.failovers.get(accountIndex);
    if (!failover) throw new Error(`no account ${accountIndex} is configured`);
    return failover;
  }

  /** The way out that the account takes just now. */
  of(accountIndex: number): Egress {
    return this.failoverOf(accountIndex).current(this.clock.wallNow());
  }

  all(): readonly Egress[] {
    return [...this.byId.values()];
  }

  /** The accounts that take each way out just now, in the order of their configuration. */
  users(): Users {
    if (this.failing.size > 0) this.lastUsers = null;
    return (this.lastUsers ??= Map.groupBy(this.failovers.keys(), (index) => this.of(index)));
  }

  /** All of them as they stand. */
  states(): EgressState[] {
    const users = this.users();
    return this.all().map((egress) => egress.state(users.get(egress) ?? []));
  }

  /** Told at once when one fails, recovers or is silenced. @returns how to stop. */
  onHealth(listener: (egress: Egress) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Resolves when all that was spent until now is on the disk, or the fault is told. */
  async save(): Promise<void> {
    try {
      await this.file.write(() => this.budgets.image(false));
      this.saveFailed = false;
    } catch (error) {
      this.reportSaveFailure(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.saving?.cancel();
    await Promise.all(this.all().map((egress) => egress.close()));
    await this.file
      .writeLast(() => this.budgets.image(true))
      .catch((error: unknown) => this.reportSaveFailure(error));
  }

  private createFailover(account: AccountConfig): ProxyFailover {
    const [first, ...others] = account.proxies;
    if (!first) return new ProxyFailover([this.egress(DIRECT, null)]);
    return new ProxyFailover([
      this.egress(first.id, first),
      ...others.map((proxy) => this.egress(proxy.id, proxy)),
    ]);
  }

  private egress(id: string, proxy: ProxyConfig | null): Egress {
    const known = this.byId.get(id);
    if (known) return known;
    const budget = this.budgets.ofEgress(id, this.possibleUsers(proxy));
    const egress = new Egress(id, proxy, budget, this.clock, (...change) => this.healthChanged(...change));
    this.budgets.keepSockets(id, egress.sockets);
    this.byId.set(id, egress);
    return egress;
  }

  private possibleUsers(proxy: ProxyConfig | null): number[] {
    const uses = ({ proxies }: AccountConfig): boolean =>
      proxy ? proxies.some(({ id }) => id === proxy.id) : proxies.length === 0;
    return this.config.accounts.filter(uses).map(({ index }) => index);
  }

  private healthChanged(egress: Egress, fault: EgressFault | null): void {
    this.lastUsers = null;
    if (egress.healthy) this.failing.delete(egress);
    else this.failing.add(egress);
    if (fault) this.incidents.report({ source: 'egress', error_type: fault.kind, message: fault.message });
    for (const listener of this.listeners) listener(egress);
  }

  /** Told once until it works again: the service runs on, only a restart will be slower. */
  private reportSaveFailure(error: unknown): void {
    if (this.saveFailed) return;
    this.saveFailed = true;
    const message = `the rate budget can not be saved: ${error instanceof Error ? error.message : 'unknown'}`;
    this.log.error(message);
    this.incidents.report({ source: 'system', severity: 'warning', error_type: 'budget-not-saved', message });
  }
}
