import type { Clock } from '../../../src/clock/clock.js';
import type { Simulator } from '../../../src/simulator/simulator.js';
import { kindOf, type Episode, type FaultTarget, type Part } from './fault-kinds.js';
import { Oracle, type Discrepancy } from './oracle.js';
import type { Schedule } from './schedule.js';
import { fillKey, type Fill, type SentFills } from './sent-fills.js';
import type { Shown } from './shown.js';
import { Truth } from './truth.js';

/** The product under test, in this process or in its own. */
export interface Harness extends FaultTarget {
  /** The exchange's clock: its monotonic time is that of the campaign. */
  readonly clock: Clock;
  readonly accounts: readonly number[];
  egressOf(position: number): number;
  /**
   * Planned time between two checks of the account's orders by REST, in ms; `null` if the product does not report it.
   */
  plannedOrders(account: number): number | null;
  /** Lets `ms` pass. */
  pass(ms: number): Promise<void>;
  /** The current readings of every view of the canonical account. */
  read(): Promise<Shown[]>;
  /** The current readings of the original's endpoints: those of one account in turn, and of all. */
  readOriginal(readings: readonly Shown[]): Promise<OriginalReading>;
  /** Fills in the history, by account; `null` if no history is kept. */
  readHistory(): Promise<ReadonlyMap<number, readonly Fill[]> | null>;
  /** What the product sent to clients. */
  readonly sent: SentFills;
  reconnect(): Promise<void>;
  end(): Promise<void>;
}

export interface OriginalReading extends Pick<Shown, 'asked' | 'at'> {
  shown: Shown[];
  /** Totals that do not follow from what they add up. */
  contradictions: string[];
}

/**
 * The end of a batch, in ms: trading continues after the faults, then rests until everything has settled or the limit
 * is reached.
 */
export interface End {
  tradingMs: number;
  restMs: number;
  limitMs: number;
}

export interface BatchReport {
  seed: number;
  accounts: number;
  episodes: readonly Episode[];
  lies: readonly Discrepancy[];
  needless: readonly Discrepancy[];
  needlessShare: number;
  missedFills: string[];
  repeatedFills: string[];
  /** Accounts reported by the product as possibly missing fills for good. */
  incomplete: number[];
  /** Differences, stale parts and open gaps that remain at the end. */
  unsettled: string[];
  /** Requests refused by the limits of the exchange. */
  /** Longest time between two checks of one account, by endpoint, in ms. */
  longestBetween: Record<string, number>;
  refused: { requests: number; connections: number; messages: number };
}

const STEP_MS = 250;
const SELDOM: ReadonlySet<Part> = new Set(['requirements', 'funding']);
/** Assumed interval if the product does not report how often it checks orders. */
const ORDERS_INTERVAL_MS = 45_000;
const TRADE_EVERY_MS = 1_000;
const START_LIMIT_MS = 240_000;
const FUNDING_EVERY_MS = 37_000;

/** One batch: start, faults by schedule, calm; readings are judged throughout. */
export class Campaign {
  private readonly oracle: Oracle;
  private readonly truth: Truth;
  private readonly running: { episode: Episode; end: { lift(): void } }[] = [];
  private readonly log: { episodes: Episode[]; origin: number };
  /** Fills from here on must reach clients. */
  private readonly followedSince: number;
  /** Accounts with a gap that was closed as incomplete. */
  private readonly marked = new Set<number>();
  private nextTick = 0;
  private nextFunding = 0;

  constructor(
    private readonly simulator: Simulator,
    private readonly harness: Harness,
    private readonly schedule: Schedule,
    private readonly end: End,
  ) {
    this.truth = new Truth(simulator.exchange, harness.clock);
    this.log = { episodes: [], origin: 0 };
    this.followedSince = harness.clock.monotonic();
    const positionOf = (account: number): number => harness.accounts.indexOf(account);
    const { log } = this;
    this.oracle = new Oracle(this.truth, {
      get episodes() {
        return log.episodes;
      },
      get origin() {
        return log.origin;
      },
      egressOf: (position) => harness.egressOf(position),
      positionOf,
      plannedOrders: (account) => harness.plannedOrders(account) ?? ORDERS_INTERVAL_MS,
    });
  }

  async run(): Promise<BatchReport> {
    this.log.origin = this.now();
    await this.startUp();
    const started = this.elapsed();
    const waiting = this.schedule.episodes.map((episode) => ({
      ...episode,
      from: episode.from + started,
      to: episode.to + started,
    }));
    while (this.elapsed() < this.schedule.lengthMs + started) {
      this.endDue();
      while (waiting[0] && waiting[0].from <= this.elapsed()) await this.begin(waiting.shift() as Episode);
      await this.step();
    }
    for (const { episode, end } of this.running.splice(0)) this.lift(episode, end);
    this.simulator.faults.clear();
    if (this.schedule.operator) await this.harness.reconnect();
    const unsettled = await this.settle();
    return this.report(unsettled);
  }

  /**
   * Waits until every account was fresh and complete once, except for parts that become stale with every fill or are
   * read rarely.
   */
  private async startUp(): Promise<void> {
    const waiting = new Set(this.harness.accounts);
    const episode = { fault: 'start', from: 0, to: Infinity, account: 0, egress: 0, roll: 0 };
    this.log.episodes.push(episode);
    for (let waited = 0; waiting.size > 0; waited += STEP_MS) {
      if (waited > START_LIMIT_MS) throw new Error(`not fresh after the start: ${[...waiting].join()}`);
      this.trade();
      await this.harness.pass(STEP_MS);
      for (const shown of await this.harness.read()) {
        this.oracle.judgeValues(shown);
        const { account, stale, gap } = shown;
        if (gap !== 'open' && [...stale].every((part) => SELDOM.has(part))) waiting.delete(account);
      }
    }
    episode.to = this.elapsed();
  }

  private async begin(episode: Episode): Promise<void> {
    const actual = { ...episode, from: this.elapsed() };
    this.log.episodes.push(actual);
    const end = await kindOf(episode).start(this.harness, episode);
    actual.to = Math.max(actual.to, this.elapsed() + 1_000);
    this.running.push({ episode: actual, end });
  }

  private endDue(): void {
    for (const entry of [...this.running]) {
      if (entry.episode.to > this.elapsed()) continue;
      this.running.splice(this.running.indexOf(entry), 1);
      this.lift(entry.episode, entry.end);
    }
  }

  private lift(episode: Episode, end: { lift(): void }): void {
    end.lift();
    episode.to = this.elapsed();
  }

  private async step(): Promise<void> {
    this.trade();
    await this.judge();
    await this.harness.pass(STEP_MS);
    await this.judgeOriginal(await this.judge());
  }

  private async judge(): Promise<readonly Shown[]> {
    const readings = await this.harness.read();
    for (const shown of readings) this.oracle.judge(shown, STEP_MS / 2);
    this.oracle.judgeGeneration(readings);
    return readings;
  }

  private async judgeOriginal(readings: readonly Shown[]): Promise<void> {
    const { shown, contradictions, ...when } = await this.harness.readOriginal(readings);
    for (const view of shown) this.oracle.judgeValues(view);
    this.oracle.judgeTotals(when, contradictions);
  }

  private trade(): void {
    if (this.now() < this.nextTick) return;
    this.nextTick = this.now() + TRADE_EVERY_MS;
    const { exchange } = this.simulator;
    exchange.tick();
    if (this.now() < this.nextFunding) return;
    this.nextFunding = this.now() + FUNDING_EVERY_MS;
    for (const { id } of exchange.venue.markets) exchange.applyFunding(id);
  }

  /**
   * Waits until everything is fresh and complete, then lets trading rest. @returns the differences from the exchange
   * that remain
   */
  private async settle(): Promise<string[]> {
    let left: string[] = [];
    for (let waited = 0; waited < this.end.limitMs; waited += STEP_MS) {
      if (waited > this.end.tradingMs) this.nextTick = Infinity;
      await this.step();
      if (waited <= this.end.tradingMs + this.end.restMs) continue;
      left = await this.unsettled();
      if (left.length === 0) break;
    }
    return left;
  }

  private async unsettled(): Promise<string[]> {
    const readings = await this.harness.read();
    for (const { account, gap } of readings) if (gap === 'incomplete') this.marked.add(account);
    const withoutFills = this.harness.accounts.filter((account) => this.missing(account).length > 0);
    const left = [
      ...readings.flatMap((shown) => this.oracle.differences(shown)),
      ...withoutFills.map((account) => `${account}: fills missing`),
    ];
    return left.length > 0 ? left : this.wrongInHistory();
  }

  /** Checks that every fill is in the history once. */
  private async wrongInHistory(): Promise<string[]> {
    const history = await this.harness.readHistory();
    if (!history) return [];
    return this.harness.accounts.flatMap((account) => {
      const keys = (history.get(account) ?? []).map(fillKey);
      const once = new Set(keys);
      const missing = this.missing(account, (fill) => once.has(fillKey(fill)));
      return [
        ...(keys.length > once.size
          ? [`${account}: ${keys.length - once.size} fills twice in the history`]
          : []),
        ...(missing.length > 0 ? [`${account}: ${missing.length} fills not in the history`] : []),
      ];
    });
  }

  /** Fills that did not arrive, except where a gap closed as incomplete reports them as missing. */
  private missing(
    account: number,
    hasArrived = (fill: Fill): boolean => this.harness.sent.has(account, fill),
  ): string[] {
    if (this.marked.has(account)) return [];
    const fills = this.truth.fills(account);
    const due = fills.filter(({ at }) => at < this.now() - 3_000 && at >= this.followedSince);
    return due.filter((fill) => !hasArrived(fill)).map(fillKey);
  }

  private report(unsettled: string[]): BatchReport {
    const { seed } = this.schedule;
    const { accounts } = this.harness;
    return {
      ...{ seed, accounts: accounts.length, episodes: this.log.episodes },
      lies: this.oracle.lies,
      needless: this.oracle.discrepancies.filter(({ kind }) => kind === 'needless'),
      needlessShare: this.oracle.needlessMs / this.oracle.judgedMs,
      missedFills: accounts.flatMap((account) => this.missing(account).map((key) => `${account}/${key}`)),
      repeatedFills: [...this.harness.sent.again],
      incomplete: [...this.marked],
      unsettled,
      longestBetween: {
        account: this.longestBetween('account'),
        orders: this.longestBetween('accountActiveOrders'),
      },
      refused: { ...this.simulator.refusedByLimits },
    };
  }

  private longestBetween(endpoint: string): number {
    const last = new Map<number, number>();
    let longest = 0;
    for (const { account, at } of this.simulator.requests.to(endpoint)) {
      if (account === null) continue;
      longest = Math.max(longest, at - (last.get(account) ?? at));
      last.set(account, at);
    }
    return longest;
  }

  private now(): number {
    return this.harness.clock.monotonic();
  }

  private elapsed(): number {
    return this.now() - this.log.origin;
  }
}
