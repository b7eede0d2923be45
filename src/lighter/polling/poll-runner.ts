import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { SectionName } from 'lighter-broadcaster-protocol/account';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { ProxyFault } from '../../egress/proxy-fault.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import type { Update } from '../../state/update.js';
import { GapKeepers } from '../../upstream/gap-keepers.js';
import { Ingest } from '../../upstream/ingest.js';
import { AccountReader, ENDPOINTS } from '../account-reader.js';
import { ExchangeError, kindOf } from '../exchange-error.js';
import { ExchangeTokens } from '../exchange-tokens.js';
import { MarketNames } from '../market-names.js';
import { WrongNetwork } from '../network-guard.js';
import { UnreadableLog } from '../unreadable-log.js';
import type { PollKind } from './poll-plan.js';
import { PollTasks, type Task } from './poll-tasks.js';
import { RestLinks } from './rest-links.js';

/** A refused request is not repeated sooner: it would be refused again, and cost budget. */
const AFTER_REFUSAL_MS = 60_000;
/** Retry delay of a rare poll that failed, instead of its whole period. */
const AFTER_FAILURE_MS = 30_000;

const SECTIONS_OF: Readonly<Partial<Record<PollKind, SectionName[]>>> = {
  account: ['summary', 'requirements', 'positions', 'assets'],
  orders: ['orders'],
  trades: ['trades'],
  funding: ['funding'],
};
/** Sections that REST reports with a credential only. */
const PRIVATE_SECTIONS: readonly SectionName[] = ['orders', 'funding'];
/** Polls whose refusal means that the account is not followed. */
const FOLLOWED = new Set<PollKind>(['account', 'orders']);
const REFUSALS = new Set<string>(['auth-refused', 'not-found', 'geo-blocked', 'refused']);

/** Runs the polls of each account one at a time: applies their updates, and handles their failures. */
@Injectable()
export class PollRunner {
  private readonly running = new Map<number, AbortController>();
  /** Kind of failure of each failing poll, by account: polls that fail alike are one incident until they work again. */
  private readonly failing = new Map<number, Map<PollKind, string>>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly reader: AccountReader,
    private readonly links: RestLinks,
    private readonly tasks: PollTasks,
    private readonly ingest: Ingest,
    private readonly incidents: IncidentWriter,
    private readonly tokens: ExchangeTokens,
    private readonly names: MarketNames,
    private readonly unreadable: UnreadableLog,
    private readonly modules: ModuleRef,
  ) {}

  /** Marks sections without a credential as unknown. */
  start(): void {
    const arrival = {
      source: 'rest',
      received_at: this.clock.wallNow(),
      received_mono: this.clock.monotonic(),
      exchange_at: null,
    } as const;
    const reason = 'no credential';
    for (const { index } of this.config.accounts)
      for (const section of this.tokens.has(index) ? [] : PRIVATE_SECTIONS)
        this.ingest.apply({ type: 'unknown', account_index: index, section, reason, arrival });
  }

  stop(): void {
    for (const abort of this.running.values()) abort.abort(new ExchangeError('paused', 'shutting down'));
  }

  /** Aborts the pending request and starts over. */
  restart(accountIndex: number): void {
    this.running.get(accountIndex)?.abort(new ExchangeError('paused', 'reconnecting'));
    this.links.change(accountIndex, (link) => link.restart());
  }

  run(task: Task): void {
    task.askedAt = this.clock.monotonic();
    task.urgent = false;
    this.links.change(task.accountIndex, (link, now) => link.asked(now, task.kind === 'account'));
    void this.carryOut(task, task.accountIndex);
  }

  private async carryOut(task: Task, index: number): Promise<void> {
    const abort = new AbortController();
    this.running.set(index, abort);
    try {
      const updates = await this.reader.read(task.kind, index, { use: 'poll' }, abort.signal);
      this.links.change(index, (link, now) => link.succeeded(now, ENDPOINTS[task.kind]));
      this.failing.get(index)?.delete(task.kind);
      this.handOver(updates);
    } catch (error) {
      // The process must not continue with the wrong data: deliberately left uncaught.
      if (error instanceof WrongNetwork) throw error;
      this.failed(task, index, error);
    } finally {
      if (this.running.get(index) === abort) this.running.delete(index);
    }
  }

  /** Fills go through the gap keepers, which ensure that a gap is on disk before any fill after it. */
  private handOver(updates: readonly Update[]): void {
    this.unreadable.note(updates);
    for (const update of updates)
      if (update.type === 'trades') this.modules.get(GapKeepers, { strict: false }).admit(update);
      else this.ingest.apply(update);
    if (this.names.takeUnknown()) this.tasks.urgeMarkets();
  }

  private failed(task: Task, index: number, error: unknown): void {
    const kind = kindOf(error);
    const reason = error instanceof Error && kind !== 'internal' ? error.message : 'internal error';
    if (kind === 'paused') return this.links.change(index, (link) => link.dropped());
    this.links.change(index, (link, now) => {
      if (kind === 'rate-limited' || (REFUSALS.has(kind) && !FOLLOWED.has(task.kind)))
        link.notServed(now, reason);
      else if (REFUSALS.has(kind)) link.refuse(now, ENDPOINTS[task.kind], reason);
      else link.failed(now, reason, Math.random());
    });
    const now = this.clock.monotonic();
    if (REFUSALS.has(kind)) task.notBefore = now + AFTER_REFUSAL_MS;
    else if (task.periodMs > AFTER_FAILURE_MS) task.askedAt = now - task.periodMs + AFTER_FAILURE_MS;
    this.report(task, index, error, reason);
  }

  private report(task: Task, index: number, error: unknown, reason: string): void {
    const sections = SECTIONS_OF[task.kind];
    const [at, mono] = [this.clock.wallNow(), this.clock.monotonic()];
    if (sections)
      this.ingest.apply({ type: 'poll-failed', account_index: index, at, mono, sections, reason });
    const kind = kindOf(error);
    // The egress reports its own faults, once for all accounts.
    if (error instanceof ProxyFault || kind === 'rate-limited') return;
    const failing = this.failing.get(index) ?? new Map<PollKind, string>();
    this.failing.set(index, failing);
    const isKnown = [...failing.values()].includes(kind);
    failing.set(task.kind, kind);
    if (isKnown) return;
    const error_code = error instanceof ExchangeError ? error.code : null;
    this.incidents.report({
      account_index: index,
      source: 'rest',
      error_type: kind,
      error_code,
      message: reason,
    });
  }
}
