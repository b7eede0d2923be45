import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert, AlertEvent, AlertRule } from 'lighter-broadcaster-protocol/alert';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { Evaluator } from '../../src/alerts/evaluation/evaluator.js';
import type { EvaluationTime } from '../../src/alerts/evaluation/finding.js';
import { readRule } from '../../src/alerts/rules/read-rule.js';
import { account, position, trade } from './history-rows.js';

/** Noon UTC. */
export const T0 = Date.UTC(2026, 10, 2, 12);
const SECTION = { source: 'stream', updated_at: T0, confirmed_at: T0, reason: null } as const;

export function rule(fields: object): AlertRule {
  const read = readRule({ id: 'r', cooldown_s: 0, ...fields }, 'api');
  if (Array.isArray(read)) throw new Error(JSON.stringify(read));
  return read;
}

/** An evaluator with its account, its store and its clock, which starts at T0. */
export class Harness {
  readonly events: AlertEvent[] = [];
  notes: Record<string, string> = {};
  readonly stored = new Map<string, Alert>();
  mono = 0;
  private evaluator!: Evaluator;

  /** @param state its oldest trade is of the day before, so that every fill of the day is known */
  constructor(
    readonly rules: AlertRule[],
    public state: AccountState = account({ trades: [trade({ trade_id: '0', timestamp: T0 - 86_400_000 })] }),
  ) {
    this.start();
  }

  get now(): EvaluationTime {
    return { mono: this.mono, wall: T0 + this.mono };
  }

  start(): void {
    this.evaluator = new Evaluator({ alerts: [...this.stored.values()], notes: { ...this.notes } }, 'UTC');
    this.evaluator.setRules(this.rules, this.now);
    this.evaluator.account(this.state, null, this.now);
    this.finish();
  }

  change(delta: AccountDelta): void {
    this.state = applyDelta(this.state, delta);
    this.evaluator.account(this.state, [delta], this.now);
    this.finish();
  }

  wait(seconds: number): void {
    this.mono += seconds * 1000;
    this.evaluator.passTime([this.state], this.now);
    this.finish();
  }

  on(work: (evaluator: Evaluator) => void): void {
    work(this.evaluator);
    this.finish();
  }

  stale(name: 'summary' | 'positions' | 'marks' | 'trades', stale: boolean): void {
    this.change({ sections: { [name]: { ...SECTION, stale, reason: stale ? 'lost' : null } } });
  }

  get delivered(): string[] {
    return this.events.map(({ type, alert }) => `${type} ${alert.summary}`);
  }

  private finish(): void {
    this.evaluator.tick(this.now);
    const { events, notes } = this.evaluator.takeStep();
    this.events.push(...events);
    for (const { alert } of events) this.stored.set(alert.alert_id, alert);
    for (const [name, value] of Object.entries(notes))
      if (value === null) delete this.notes[name];
      else this.notes[name] = value;
  }
}

export function equity(total_asset_value: string): AccountDelta {
  return { summary: { ...account().summary!, total_asset_value } };
}

export function distance(liquidation_distance: string): AccountDelta {
  return { positions: { upsert: [position({ liquidation_distance })] } };
}
