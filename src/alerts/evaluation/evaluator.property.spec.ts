import * as fc from 'fast-check';
import { distance, equity, Harness, rule } from '../../../test/support/alert-evaluation.js';
import { trade } from '../../../test/support/history-rows.js';

/** One thing that may happen to an account. */
type Happening =
  | { what: 'equity' | 'distance'; value: number }
  | { what: 'fill'; id: number; age: number; type: string }
  | { what: 'stale'; section: 'summary' | 'marks' | 'trades'; stale: boolean }
  | { what: 'wait'; seconds: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    what: fc.constantFrom('equity' as const, 'distance' as const),
    value: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    what: fc.constant('fill' as const),
    id: fc.integer({ min: 1, max: 30 }),
    age: fc.constantFrom(0, 30, 3_000),
    type: fc.constantFrom('trade', 'liquidation'),
  }),
  fc.record({
    what: fc.constant('stale' as const),
    section: fc.constantFrom('summary' as const, 'marks' as const, 'trades' as const),
    stale: fc.boolean(),
  }),
  fc.record({ what: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 30 }) }),
);

const RULES = [
  rule({ id: 'equity', kind: 'equity-below', threshold: 10, clear: 20 }),
  rule({ id: 'distance', kind: 'liquidation-distance', threshold: 10, clear: 20 }),
  rule({ id: 'drawdown', kind: 'drawdown', threshold: 50, clear: 40 }),
  rule({ id: 'pnl', kind: 'pnl-day-below', threshold: -3, clear: -1 }),
  rule({ id: 'fill', kind: 'fill', cooldown_s: 5 }),
  rule({ id: 'liquidation', kind: 'liquidation' }),
];

function happen(harness: Harness, one: Happening): void {
  switch (one.what) {
    case 'equity':
      return harness.change(equity(String(one.value)));
    case 'distance':
      return harness.change(distance(String(one.value)));
    case 'fill': {
      const made = trade({
        trade_id: String(one.id),
        timestamp: harness.now.wall - one.age * 1000,
        type: one.type,
        realized_pnl: '-1',
      });
      return harness.change({ trades: { upsert: [made] } });
    }
    case 'stale':
      return harness.stale(one.section, one.stale);
    case 'wait':
      return harness.wait(one.seconds);
  }
}

function run(
  happenings: readonly Happening[],
  after: (harness: Harness, one: Happening, at: number) => void = () => undefined,
) {
  const harness = new Harness(RULES);
  harness.wait(3_600);
  happenings.forEach((one, at) => {
    happen(harness, one);
    after(harness, one, at);
  });
  harness.wait(60);
  return harness;
}

describe('the evaluation', () => {
  it('gives the same alerts for the same changes', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        expect(run(happenings).events).toEqual(run(happenings).events);
      }),
      { numRuns: 60 },
    );
  });

  it('has at most one open alert per rule and subject', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const open = new Set<string>();
        for (const { type, alert } of run(happenings).events) {
          const key = `${alert.rule} ${alert.subject}`;
          if (type === 'fired') expect(open.has(key)).toBe(false);
          if (alert.resolved_at === null) open.add(key);
          else open.delete(key);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never fires or clears a price rule on stale data', () => {
    const section = { equity: 'summary', drawdown: 'summary', distance: 'marks', pnl: 'trades' } as Record<
      string,
      'summary' | 'marks' | 'trades'
    >;
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        let heard = 0;
        run(happenings, (harness) => {
          for (const { alert } of harness.events.slice(heard)) {
            const name = section[alert.rule];
            if (name) expect(harness.state.sections[name].stale).toBe(false);
          }
          heard = harness.events.length;
        });
      }),
      { numRuns: 100 },
    );
  });

  it('continues across restarts, and repeats and forgets nothing', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), fc.array(fc.nat(40)), (happenings, restarts) => {
        const fills = happenings.filter(({ what }) => what === 'fill');
        const again = run(happenings, (harness, _, at) => {
          if (!restarts.includes(at)) return;
          harness.start();
          // The exchange lists the latest fills again.
          const known = harness.state.trades ?? [];
          if (fills.length > 0) harness.change({ trades: { upsert: known.slice(0, 100) } });
        });
        const once = run(happenings);
        const counts = ({ events }: Harness, type: string) => {
          const counted: Record<string, number> = {};
          for (const event of events)
            if (event.type === type)
              counted[event.alert.rule] = (counted[event.alert.rule] ?? 0) + event.alert.count;
          return counted;
        };
        expect(counts(again, 'fired')).toEqual(counts(once, 'fired'));
        expect(counts(again, 'resolved')).toEqual(counts(once, 'resolved'));
        const ids = again.events.filter(({ type }) => type === 'fired').map(({ alert }) => alert.alert_id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 100 },
    );
  });
});
