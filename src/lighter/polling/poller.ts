import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { EgressRegistry } from '../../egress/egress.registry.js';
import type { Egress } from '../../egress/egress.js';
import { weightOf } from '../../egress/tier-limits.js';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { StreamWatch } from '../../upstream/stream-watch.js';
import { RestUpstream } from '../../upstream/upstream.port.js';
import { ENDPOINTS } from '../account-reader.js';
import { Admission } from '../admission.js';
import { duePolls, stretch } from './poll-plan.js';
import { PollRunner } from './poll-runner.js';
import { PollTasks, type Task } from './poll-tasks.js';
import { RestLinks } from './rest-links.js';

const TICK_MS = 50;
/** Lateness that the pace makes up for: a tick, and a busy moment of the process. */
const SLACK_MS = 100;

/** Polls all accounts: each tick asks the plan who is due on which egress, sends that off and returns. */
@Injectable()
export class LighterPoller extends RestUpstream implements OnApplicationBootstrap, OnModuleDestroy {
  private started = false;
  private held = false;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
    private readonly admission: Admission,
    private readonly streams: StreamWatch,
    private readonly links: RestLinks,
    private readonly tasks: PollTasks,
    private readonly runner: PollRunner,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.started = true;
    this.runner.start();
    this.stopListening = this.streams.onChange((index, up) => {
      if (up) this.links.of(index).wake();
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
    const now = this.clock.wallNow();
    for (const [egress, accounts] of this.egresses.users())
      if (egress.budget.nextPollAt <= this.clock.monotonic()) this.poll(egress, accounts, now);
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
    for (const index of chosen) this.runner.restart(index);
    return chosen.length;
  }

  private poll(egress: Egress, accounts: readonly number[], now: Millis): void {
    const viewOf = (index: number): { streamUp: boolean; free: boolean } => ({
      streamUp: this.streams.isUp(index),
      free: this.links.of(index).free(now),
    });
    const due = duePolls(this.tasks.of(accounts), viewOf, now);
    if (due.length === 0) return;
    const factor = stretch(accounts.map(viewOf));
    for (const task of due) {
      if (egress.budget.nextPollAt > this.clock.monotonic()) return;
      if (viewOf(task.accountIndex).free) this.startIfAllowed(task, egress, factor);
    }
  }

  private startIfAllowed(task: Task, egress: Egress, factor: number): void {
    const now = this.clock.monotonic();
    const endpoint = ENDPOINTS[task.kind];
    const address = this.egresses.budgets.ofAccount(task.accountIndex);
    if (address.nextPollAt > now || this.admission.wait(task.accountIndex, endpoint, 'poll') > 0) return;
    for (const budget of [egress.budget, address])
      budget.pace(now, budget.pollGap(weightOf(endpoint), now) * factor, SLACK_MS);
    this.runner.run(task);
  }
}
