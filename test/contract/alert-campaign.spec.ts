import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, AlertEvent, AlertRule } from 'lighter-broadcaster-protocol/alert';
import { Evaluator } from '../../src/alerts/evaluation/evaluator.js';
import type { EvaluationTime } from '../../src/alerts/evaluation/finding.js';
import { readRule } from '../../src/alerts/rules/read-rule.js';
import type { ChangeFeed } from '../../src/state/change-feed.port.js';
import { Collector } from '../support/collector.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';

const KINDS = [
  { kind: 'fill', cooldown_s: 0 },
  { kind: 'order-refused', cooldown_s: 0 },
  ...['position-opened', 'position-closed', 'position-flipped'].map((kind) => ({ kind, cooldown_s: 0 })),
  { kind: 'stale', for_s: 60 },
  { kind: 'connection-down', for_s: 60 },
];
const RULES = KINDS.map((fields): AlertRule => {
  const rule = readRule({ id: fields.kind, ...fields }, 'api');
  if (Array.isArray(rule)) throw new Error(JSON.stringify(rule));
  return rule;
});
const MARKET = 0;

/** The evaluation beside a collector, with the memory that survives its restarts. */
class Watch {
  readonly events: AlertEvent[] = [];
  private readonly alerts = new Map<string, Alert>();
  private readonly notes: Record<string, string> = {};

  constructor(private readonly sim: RunningSimulator) {}

  attach(feed: ChangeFeed): void {
    const evaluator = new Evaluator({ alerts: [...this.alerts.values()], notes: { ...this.notes } });
    evaluator.setRules(RULES, this.now);
    const timer = this.sim.clock.every(500, () => this.finish(evaluator));
    this.detach = () => timer.cancel();
    feed.subscribe('campaign', (change) => {
      if (change.entity === 'link') for (const link of change.links) evaluator.link(link, this.now);
      if (change.entity !== 'account') return;
      const state = feed.account(change.account_index);
      if (state) evaluator.account(state, change.delta, this.now);
      this.finish(evaluator);
    });
  }

  detach: () => void = () => undefined;

  fired(kind: string): AlertEvent[] {
    return this.events.filter(({ type, alert }) => type === 'fired' && alert.kind === kind);
  }

  private get now(): EvaluationTime {
    return { mono: this.sim.clock.monotonic(), wall: this.sim.clock.wallNow() };
  }

  private finish(evaluator: Evaluator): void {
    evaluator.tick(this.now);
    const { events, notes } = evaluator.takeStep();
    this.events.push(...events);
    for (const { alert } of events) this.alerts.set(alert.alert_id, alert);
    for (const [name, value] of Object.entries(notes))
      if (value === null) delete this.notes[name];
      else this.notes[name] = value;
  }
}

describe('alerts over the simulated exchange', () => {
  it('fire once for each cause, across restarts and recoveries', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'alert-campaign-'));
    const sim = await runSimulator({ accounts: 1, limits: {} });
    const watch = new Watch(sim);
    const { exchange } = sim.simulator;
    const account = sim.account.account_index;
    const start = () =>
      Collector.start({ clock: sim.clock, at: sim.at, dataDir }, (feed) => watch.attach(feed));
    let collector = await start();
    const live = () => collector.feed.account(account)?.sections.trades.stale === false;
    const count = (kind: string) => watch.fired(kind).reduce((sum, { alert }) => sum + alert.count, 0);
    try {
      await collector.passUntil(live);
      await collector.pass(5_000);
      expect(watch.events.filter(({ alert }) => alert.kind !== 'stale')).toEqual([]);

      exchange.flipPosition(account, MARKET);
      await collector.pass(3_000);
      expect([count('fill'), count('position-flipped')]).toEqual([1, 1]);
      exchange.closePosition(account, MARKET);
      await collector.pass(3_000);
      expect([count('fill'), count('position-closed')]).toEqual([2, 1]);
      exchange.trade(account, MARKET, 'buy', '0.1000');
      await collector.pass(3_000);
      expect([count('fill'), count('position-opened')]).toEqual([3, 1]);
      const order = [...exchange.account(account).orders.values()][0]!;
      exchange.cancelOrder(order.id, 'canceled-margin-not-allowed');
      await collector.pass(3_000);
      expect(count('order-refused')).toBe(1);

      // Fills while nothing runs are recovered, and none is repeated.
      watch.detach();
      await collector.close();
      for (let fill = 0; fill < 3; fill++) exchange.trade(account, MARKET, 'buy', '0.1000');
      sim.clock.advance(20 * 60_000);
      collector = await start();
      await collector.passUntil(live);
      await collector.pass(60_000);
      expect(count('fill')).toBe(6);
      expect(watch.fired('fill').at(-1)?.alert.details).toMatchObject({ count: 3, late: 1 });
      expect([count('position-opened'), count('position-closed'), count('order-refused')]).toEqual([1, 1, 1]);
    } finally {
      watch.detach();
      await collector.close();
      await sim.simulator.stop();
      rmSync(dataDir, { recursive: true });
    }
  });
});
