import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { ProxyFault } from '../../egress/proxy-fault.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import type { SectionName } from 'lighter-broadcaster-protocol/account';
import { Ingest } from '../../upstream/ingest.js';
import { AccountReader, ENDPOINTS } from '../account-reader.js';
import { ExchangeTokens } from '../exchange-tokens.js';
import { ExchangeError, kindOf } from '../exchange-error.js';
import { WrongNetwork } from '../network-guard.js';
import type { PollKind } from './poll-plan.js';
import type { Task } from './poll-tasks.js';
import { RestLinks } from './rest-links.js';

/** Asking again at once what was refused would only spend the budget. */
const AFTER_REFUSAL_MS = 60_000;
/** For what is asked rarely: a failure need not wait for its next turn. */
const AFTER_FAILURE_MS = 30_000;

const SECTIONS_OF: Readonly<Partial<Record<PollKind, SectionName[]>>> = {
  account: ['summary', 'positions'],
  orders: ['orders'],
};
const REFUSALS = new Set<string>(['auth-refused', 'not-found', 'geo-blocked', 'refused']);

/** Carries out one poll after the other: hands on what it brought, and draws the conclusions from what went wrong. */
@Injectable()
export class PollRunner {
  private readonly running = new Map<number, AbortController>();
  /** Kind of the failure last reported of each account, so that a streak is one incident. */
  private readonly reported = new Map<string, string>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly reader: AccountReader,
    private readonly links: RestLinks,
    private readonly ingest: Ingest,
    private readonly incidents: IncidentWriter,
    private readonly credentials: ExchangeTokens,
  ) {}

  /** Says of what will never be asked that it can't be known. */
  start(): void {
    const now = this.clock.wallNow();
    const received_mono = this.clock.monotonic();
    const arrival = { source: 'rest', received_at: now, received_mono, exchange_at: null } as const;
    for (const { index } of this.config.accounts)
      if (!this.credentials.has(index))
        this.ingest.apply({
          type: 'unknown',
          account_index: index,
          section: 'orders',
          reason: 'no credential',
          arrival,
        });
  }

  stop(): void {
    for (const abort of this.running.values()) abort.abort(new ExchangeError('paused', 'shutting down'));
  }

  /** Gives up what is on its way and begins anew. */
  restart(accountIndex: number): void {
    this.running.get(accountIndex)?.abort(new ExchangeError('paused', 'reconnecting'));
    this.links.change(accountIndex, (link) => link.restart());
  }

  run(task: Task): void {
    const now = this.clock.wallNow();
    task.askedAt = now;
    this.links.change(task.accountIndex, (link) => link.asked(now, task.kind === 'account'));
    void this.carryOut(task, task.accountIndex);
  }

  private async carryOut(task: Task, index: number): Promise<void> {
    const abort = new AbortController();
    this.running.set(index, abort);
    try {
      const updates = await this.reader.read(task.kind, index, 'poll', abort.signal);
      this.links.change(index, (link) => link.succeeded(this.clock.wallNow(), ENDPOINTS[task.kind]));
      this.reported.delete(`${index}/${task.kind}`);
      for (const update of updates) this.ingest.apply(update);
    } catch (error) {
      // The process must not go on with the wrong data: deliberately nobody's to catch.
      if (error instanceof WrongNetwork) throw error;
      this.failed(task, index, error);
    } finally {
      if (this.running.get(index) === abort) this.running.delete(index);
    }
  }

  private failed(task: Task, index: number, error: unknown): void {
    const kind = kindOf(error);
    const now = this.clock.wallNow();
    const reason = error instanceof Error && kind !== 'internal' ? error.message : 'internal error';
    if (kind === 'paused') return this.links.change(index, (link) => link.dropped());
    this.links.change(index, (link) => {
      const followed = SECTIONS_OF[task.kind] !== undefined;
      if (kind === 'rate-limited' || (REFUSALS.has(kind) && !followed)) link.notServed(now, reason);
      else if (REFUSALS.has(kind)) link.refuse(now, ENDPOINTS[task.kind], reason);
      else link.failed(now, reason, Math.random());
    });
    if (REFUSALS.has(kind)) task.notBefore = now + AFTER_REFUSAL_MS;
    else if (task.periodMs > AFTER_FAILURE_MS) task.askedAt = now - task.periodMs + AFTER_FAILURE_MS;
    this.tell(task, index, error, reason);
  }

  private tell(task: Task, index: number, error: unknown, reason: string): void {
    const sections = SECTIONS_OF[task.kind];
    const at = this.clock.wallNow();
    const mono = this.clock.monotonic();
    if (sections)
      this.ingest.apply({ type: 'poll-failed', account_index: index, at, mono, sections, reason });
    const [kind, streak] = [kindOf(error), `${index}/${task.kind}`];
    // The egress tells of its own faults, once for all accounts.
    if (error instanceof ProxyFault || kind === 'rate-limited') return;
    if (this.reported.get(streak) === kind && kind !== 'malformed') return;
    this.reported.set(streak, kind);
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
