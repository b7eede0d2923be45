import type { EgressState } from 'lighter-broadcaster-protocol/operations';
import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import type { AccountConfig } from '../config/accounts/accounts.js';
import type { ProxyConfig } from '../config/accounts/proxy.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { RateBudgets } from './rate-budgets.js';
import { BudgetFile } from './budget-file.js';
import { BudgetStore } from './budget-store.port.js';
import { Egress } from './egress.js';
import { ProxyFailover } from './proxy-failover.js';
import { TIER_LIMITS } from './tier-limits.js';
import {
  type EgressFault,
  type EgressFaultKind,
  type EgressTransport,
  TRANSPORTS,
} from './transport-monitor.js';

const SAVE_EVERY_MS = 2_000;
const DIRECT = 'direct';
/** Egresses that begin to fail alike within this time point to the exchange. */
const ALIKE_WITHIN_MS = 60_000;
/** Faults that mean the exchange, or the network in front of it, refuses an egress. */
const BANS: ReadonlySet<EgressFaultKind> = new Set(['cdn-blocked', 'geo-blocked', 'rate-limited']);

type Users = ReadonlyMap<Egress, readonly number[]>;

/** All egresses: which account uses which, and the rate budgets they spend. */
@Injectable()
export class EgressRegistry implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly budgets: RateBudgets;
  private readonly log = new Logger(EgressRegistry.name);
  private readonly store: BudgetStore;
  private readonly byId = new Map<string, Egress>();
  private readonly failovers = new Map<number, ProxyFailover>();
  private readonly listeners = new Set<(egress: Egress) => void>();
  /** Which account uses which egress changes with time only while some egress fails. */
  private readonly failing = new Set<Egress>();
  private lastUsers: Users | null = null;
  private saving: Timer | null = null;
  private saveFailed = false;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
    /** Absent in a single process: its budgets are in a file. */
    @Optional() @Inject(BudgetStore) store: BudgetStore | null = null,
  ) {
    this.store = store ?? new BudgetFile(config.history.dataDir);
    const fixed = config.lighter.tier && TIER_LIMITS[config.lighter.tier];
    this.budgets = new RateBudgets(clock, this.store.read(), fixed, this.store.unsavedMs);
    this.budgets.divide(this.store.elsewhere());
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

  /** For the markets, which belong to no account: any configured egress, direct only if some account is. */
  failoverOfMarkets(): ProxyFailover | null {
    const isDirect = ({ id }: Egress): number => Number(id === DIRECT);
    const [first, ...others] = this.all().toSorted((a, b) => isDirect(b) - isDirect(a));
    return first ? new ProxyFailover([first, ...others]) : null;
  }

  /** The egress that the account's REST requests use now. */
  of(accountIndex: number): Egress {
    return this.failoverOf(accountIndex).current('rest', this.clock.monotonic());
  }

  /** The accounts, grouped by configured proxies. */
  accountGroups(): AccountConfig[][] {
    const key = ({ proxies }: AccountConfig): string => proxies.map(({ id }) => id).join(' ');
    return [...Map.groupBy(this.config.accounts, key).values()];
  }

  /** The largest number of accounts configured to share one egress. */
  get largestGroup(): number {
    return Math.max(0, ...this.accountGroups().map(({ length }) => length));
  }

  all(): readonly Egress[] {
    return [...this.byId.values()];
  }

  /** The accounts whose REST requests use each egress now, in the order of the configuration. */
  users(): Users {
    if (this.lastUsers && this.failing.size === 0) return this.lastUsers;
    const users = Map.groupBy(this.failovers.keys(), (index) => this.of(index));
    // One object for as long as nothing moves, so that a reader sees that at a glance.
    if (!this.lastUsers || !sameUsers(this.lastUsers, users)) this.lastUsers = users;
    return this.lastUsers;
  }

  states(): EgressState[] {
    const users = this.users();
    return this.all().map((egress) => egress.state(users.get(egress) ?? []));
  }

  /** Calls back at once when an egress fails, recovers or is blocked. @returns how to stop. */
  onHealth(listener: (egress: Egress) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Lifts every block and rest of the account's egresses (without an index: of all), at an operator's request. */
  lift(accountIndex?: number): void {
    if (accountIndex !== undefined) this.failoverOf(accountIndex).lift();
    else for (const egress of this.all()) egress.lift();
  }

  /** Resolves when everything spent until now is on disk, or the failure is reported. */
  async save(): Promise<void> {
    try {
      await this.store.write(() => this.budgets.image(false));
      this.saveFailed = false;
      this.budgets.divide(this.store.elsewhere());
    } catch (error) {
      this.reportSaveFailure(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.saving?.cancel();
    await Promise.all(this.all().map((egress) => egress.close()));
    await this.store
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

  private healthChanged(egress: Egress, transport: EgressTransport | null, fault: EgressFault | null): void {
    this.lastUsers = null;
    if (egress.healthy) this.failing.delete(egress);
    else this.failing.add(egress);
    for (const each of TRANSPORTS) this.excuseIfExchange(each);
    if (fault) this.report(egress, transport, fault);
    for (const listener of this.listeners) listener(egress);
  }

  /** When most egresses begin to fail alike at about the same time, switching would not help. */
  private excuseIfExchange(transport: EgressTransport): void {
    const failing = [...this.failing].map((egress) => egress.health[transport]).filter(({ fault }) => fault);
    for (const health of failing) {
      const alike = failing.filter(
        ({ fault, since }) =>
          fault!.kind === health.fault!.kind && Math.abs(since - health.since) < ALIKE_WITHIN_MS,
      );
      health.excuse(this.byId.size > 1 && alike.length > this.byId.size / 2);
    }
  }

  private report(egress: Egress, transport: EgressTransport | null, { kind, message }: EgressFault): void {
    const hasAlternative = [...this.failovers.values()].some(
      ({ egresses }) => egresses.length > 1 && egresses.includes(egress),
    );
    const isBan = BANS.has(kind) && transport !== null;
    // Without an alternative no account moves, and the polls and connections report these failures themselves.
    if (
      !hasAlternative &&
      (isBan ? kind !== 'rate-limited' : kind === 'no-answer' || kind === 'upgrade-refused')
    )
      return;
    const moves = hasAlternative && isBan ? '; its accounts use their next proxy' : '';
    this.incidents.report({
      source: 'egress',
      error_type: isBan ? 'egress-banned' : kind,
      message: `${message}${moves}`,
    });
  }

  /** Reported once until it works again: the service continues, but a restart will be slower. */
  private reportSaveFailure(error: unknown): void {
    if (this.saveFailed) return;
    this.saveFailed = true;
    const message = `the rate budgets cannot be saved: ${error instanceof Error ? error.message : 'unknown'}`;
    this.log.error(message);
    this.incidents.report({ source: 'system', severity: 'warning', error_type: 'budget-not-saved', message });
  }
}

function sameUsers(a: Users, b: Users): boolean {
  if (a.size !== b.size) return false;
  for (const [egress, accounts] of a) {
    const others = b.get(egress);
    if (others?.length !== accounts.length || !accounts.every((index, at) => others[at] === index))
      return false;
  }
  return true;
}
