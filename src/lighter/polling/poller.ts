import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { EgressRegistry } from '../../egress/egress.registry.js';
import type { Egress } from '../../egress/egress.js';
import { weightOf } from '../../egress/tier-limits.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { StreamWatch } from '../../upstream/stream-watch.js';
import { RestUpstream } from '../../upstream/upstream.port.js';
import { ENDPOINTS } from '../account-reader.js';
import { Admission } from '../admission.js';
import { duePolls, nextDueAt, type PollReadiness } from './poll-plan.js';
import { PollPacer } from './poll-pacer.js';
import { PollPlanner } from './poll-planner.js';
import { PollRunner } from './poll-runner.js';
import { PollTasks, type Task } from './poll-tasks.js';
import { RestLinks } from './rest-links.js';

const TICK_MS = 50;
/** An egress without budget for the cheapest poll needs no plan. */
const CHEAPEST = weightOf('account');
/**
 * An egress without a poll that is due sooner is left alone for at most this long: a plan that changes, or a retry after a
 * failure, may wait so much longer.
 */
const LOOK_AGAIN_MS = 1_000;

/** An egress, the accounts that use it, and when it may have a poll to start (monotonic). */
interface Look {
  egress: Egress;
  accounts: readonly number[];
  at: number;
}

/** Polls all accounts: each tick starts the polls that the plan finds due on each egress, and returns. */
@Injectable()
export class LighterPoller extends RestUpstream implements OnApplicationBootstrap, OnModuleDestroy {
  private started = false;
  private held = false;
  private stopListening: () => void = () => undefined;
  private users: ReturnType<EgressRegistry['users']> | null = null;
  private looks: readonly Look[] = [];
  private byAccount = new Map<number, Look>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
    private readonly admission: Admission,
    private readonly streams: StreamWatch,
    private readonly feed: ChangeFeed,
    private readonly links: RestLinks,
    private readonly tasks: PollTasks,
    private readonly planner: PollPlanner,
    private readonly pacer: PollPacer,
    private readonly runner: PollRunner,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    if (this.feed.connections().control.rest_paused) this.pause();
    this.started = true;
    this.runner.start();
    this.tasks.onSooner = (index) => this.lookAt(index);
    this.stopListening = this.streams.onChange((index, up) => {
      if (up) this.links.of(index).wake();
      this.lookAt(index);
    });
  }

  onModuleDestroy(): void {
    this.started = false;
    this.stopListening();
    this.runner.stop();
  }

  @Interval(TICK_MS)
  tick(): void {
    if (!this.started || this.held) return;
    const now = this.clock.monotonic();
    for (const look of this.looksNow()) if (look.at <= now) look.at = this.poll(look, now);
  }

  override get paused(): boolean {
    return this.held;
  }

  override pause(): void {
    this.held = true;
    this.admission.pause();
    this.links.setPaused(true);
  }

  override resume(): void {
    this.held = false;
    this.admission.resume();
    this.links.setPaused(false);
  }

  override reconnect(accountIndex?: number): number {
    const indexes = this.config.accounts.map(({ index }) => index);
    const chosen = indexes.filter((index) => accountIndex === undefined || index === accountIndex);
    if (chosen.length > 0) this.egresses.lift(accountIndex);
    for (const index of chosen) {
      this.tasks.restart(index);
      this.runner.restart(index);
    }
    return chosen.length;
  }

  private looksNow(): readonly Look[] {
    const users = this.egresses.users();
    if (users !== this.users) {
      this.users = users;
      this.looks = [...users].map(([egress, accounts]) => ({ egress, accounts, at: -Infinity }));
      this.byAccount = new Map(this.looks.flatMap((look) => look.accounts.map((index) => [index, look])));
    }
    return this.looks;
  }

  /** A poll of this account may be due sooner. */
  private lookAt(accountIndex: number): void {
    const look = this.byAccount.get(accountIndex);
    if (look) look.at = -Infinity;
  }

  /** Starts what is due. @returns when to look again (monotonic) */
  private poll({ egress, accounts }: Look, now: number): number {
    if (egress.budget.nextPollAt > now) return egress.budget.nextPollAt;
    const stretch = this.planner.stretchOf(egress.budget);
    const tasks = this.tasks.of(accounts);
    const dueAt = nextDueAt(tasks, (index) => this.planner.streamDownSince(index), stretch);
    if (dueAt > now) return Math.min(dueAt, now + LOOK_AGAIN_MS);
    if (egress.budget.wait('poll', CHEAPEST, now) > 0) return now;
    const readiness = new Map<number, PollReadiness>();
    const readinessOf = (index: number): PollReadiness => {
      const known = readiness.get(index);
      if (known) return known;
      const streamDownSince = this.planner.streamDownSince(index);
      const found = { streamDownSince, free: this.links.of(index).free(now) };
      readiness.set(index, found);
      return found;
    };
    const gapMs = egress.budget.pollGap(weightOf('account'), now);
    for (const task of duePolls(tasks, readinessOf, { gapMs, stretch }, now)) {
      if (egress.budget.nextPollAt > now) break;
      if (this.links.of(task.accountIndex).free(now)) this.startIfAllowed(task);
    }
    return now;
  }

  private startIfAllowed(task: Task): void {
    const endpoint = ENDPOINTS[task.kind];
    if (this.pacer.wait(task.accountIndex) > 0) return;
    if (this.admission.wait(task.accountIndex, endpoint, 'poll') > 0) return;
    this.pacer.take(task.accountIndex, endpoint);
    this.runner.run(task);
  }
}
