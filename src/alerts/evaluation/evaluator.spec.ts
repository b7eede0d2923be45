import { distance, equity, Harness, rule, T0 } from '../../../test/support/alert-evaluation.js';
import { account, position, trade } from '../../../test/support/history-rows.js';

const EQUITY = rule({ kind: 'equity-below', threshold: '1000', clear: '1100' });

describe('rules about levels', () => {
  it('fire once beyond the threshold, and resolve behind the clearing level', () => {
    const harness = new Harness([EQUITY]);
    for (const value of ['1000', '999.999999', '900', '1050', '1099', '1100', '1050'])
      harness.change(equity(value));
    expect(harness.delivered).toEqual([
      'fired Lighter_1_a: equity is 999.999999',
      'resolved Lighter_1_a: equity is 1,100',
    ]);
  });

  it('wait until a condition has lasted, and rest for the cooldown', () => {
    const harness = new Harness([rule({ kind: 'margin-usage', threshold: 80, for_s: 60, cooldown_s: 300 })]);
    const usage = (margin_usage: string) =>
      harness.change({ summary: { ...account().summary!, margin_usage } });
    usage('90');
    harness.wait(59);
    usage('70');
    harness.wait(10);
    expect(harness.delivered).toEqual([]);
    usage('90');
    harness.wait(60);
    usage('70');
    usage('95');
    harness.wait(120);
    expect(harness.delivered).toHaveLength(2);
    harness.wait(180);
    expect(harness.delivered).toEqual([
      'fired Lighter_1_a: margin usage is 90 %',
      'resolved Lighter_1_a: margin usage is 70 %',
      'fired Lighter_1_a: margin usage is 95 %',
    ]);
  });

  it('follow each position by its market, and resolve when it closes', () => {
    const harness = new Harness([rule({ kind: 'liquidation-distance', threshold: 10, clear: 12 })]);
    harness.change(distance('9.99'));
    harness.change(distance('11.00'));
    expect(harness.delivered).toEqual(['fired Lighter_1_a: ETH is 9.99 % from liquidation']);
    expect(harness.events[0]?.alert).toMatchObject({ subject: '7/ETH', market: 'ETH', severity: 'critical' });
    harness.change({ positions: { remove: ['0'] } });
    expect(harness.delivered[1]).toBe('resolved Lighter_1_a: the position is closed');
  });

  it('measure a drawdown from the highest value of the window', () => {
    const harness = new Harness([rule({ kind: 'drawdown', threshold: 10, clear: 5, window_s: 3600 })]);
    harness.change(equity('1000'));
    harness.change(equity('1200'));
    harness.change(equity('1081'));
    expect(harness.delivered).toEqual([]);
    harness.change(equity('1079'));
    expect(harness.delivered).toEqual([
      'fired Lighter_1_a: equity is 10.0833 % below its highest value of 1,200',
    ]);
    harness.wait(3700);
    harness.change(equity('1078'));
    expect(harness.delivered[1]).toMatch(/^resolved/);
  });

  it('add up the realized PnL of the day, and begin anew at midnight', () => {
    const harness = new Harness([rule({ kind: 'pnl-day-below', threshold: -100 })]);
    const lose = (trade_id: string, realized_pnl: string) =>
      harness.change({
        trades: { upsert: [trade({ trade_id, realized_pnl, timestamp: harness.now.wall + 1 })] },
      });
    lose('1', '-60.5');
    lose('1', '-60.5');
    lose('2', '-39.6');
    expect(harness.delivered).toEqual(['fired Lighter_1_a: realized PnL of the day is -100.1']);
    harness.wait(12 * 3600);
    expect(harness.delivered[1]).toBe('resolved Lighter_1_a: realized PnL of the day is 0');
  });

  it('know the PnL of the day only once no fill of it can be missing', () => {
    const morning = trade({ trade_id: '1', timestamp: T0 - 3_600_000, realized_pnl: '-500' });
    const rules = [rule({ kind: 'pnl-day-below', threshold: -100 })];
    const harness = new Harness(rules, account({ trades: [morning] }));
    const lose = () =>
      harness.change({
        trades: { upsert: [trade({ trade_id: '2', realized_pnl: '-1', timestamp: harness.now.wall })] },
      });
    lose();
    expect(harness.delivered).toEqual([]);
    const yesterday = trade({ trade_id: '0', timestamp: T0 - 86_400_000 });
    const whole = new Harness(rules, account({ trades: [morning, yesterday] }));
    expect(whole.delivered).toEqual(['fired Lighter_1_a: realized PnL of the day is -500']);
    harness.wait(12 * 3600);
    harness.change({
      trades: { upsert: [trade({ trade_id: '3', realized_pnl: '-200', timestamp: harness.now.wall })] },
    });
    expect(harness.delivered).toEqual(['fired Lighter_1_a: realized PnL of the day is -200']);
  });

  it('begin to wait anew when the trades become stale or a gap opens', () => {
    const rules = [rule({ kind: 'pnl-day-below', threshold: -100, for_s: 60 })];
    const gap = { gap_id: 'g', opened_at: T0, complete: true };
    for (const [lost, found] of [
      [(to: Harness) => to.stale('trades', true), (to: Harness) => to.stale('trades', false)],
      [
        (to: Harness) => to.change({ gaps: { upsert: [{ ...gap, closed_at: null } as never] } }),
        (to: Harness) => to.change({ gaps: { upsert: [{ ...gap, closed_at: T0 } as never] } }),
      ],
    ] as const) {
      const harness = new Harness(rules);
      harness.change({
        trades: { upsert: [trade({ trade_id: '1', realized_pnl: '-500', timestamp: T0 })] },
      });
      harness.wait(50);
      lost(harness);
      harness.wait(20);
      found(harness);
      harness.wait(50);
      expect(harness.delivered).toEqual([]);
      harness.wait(10);
      expect(harness.delivered).toHaveLength(1);
    }
  });

  it('report stale sections, connections, gaps, tokens, egresses and the history', () => {
    const harness = new Harness([
      rule({ id: 'stale', kind: 'stale', for_s: 60 }),
      rule({ id: 'down', kind: 'connection-down', for_s: 60 }),
      rule({ id: 'gap', kind: 'gap-open', for_s: 60 }),
      rule({ id: 'token', kind: 'token-expires', threshold: 7 }),
      rule({ id: 'ban', kind: 'egress-banned', for_s: 0 }),
      rule({ id: 'budget', kind: 'budget-exhausted', for_s: 0 }),
      rule({ id: 'history', kind: 'history', for_s: 60 }),
    ]);
    const link = {
      link_id: 'websocket/7',
      kind: 'websocket',
      account_index: 7,
      state: 'waiting',
      last_error: 'closed',
    };
    const expires = { credential_expires_at: T0 + 6 * 86_400_000 };
    const budget = { limit: 60, used: 60, remaining: 0, window_s: 60 };
    const egress = {
      egress_id: '1',
      host: 'p',
      fault: 'rate-limited',
      blocked_until: null,
      budget,
      accounts: [7],
    };
    const gap = { gap_id: 'g', cause: 'stream-lost', opened_at: T0, closed_at: null } as never;
    harness.stale('summary', true);
    harness.change({ gaps: { upsert: [gap] } });
    harness.on((evaluator) => {
      evaluator.link({ ...link, ...expires } as never, harness.now);
      evaluator.egress(egress as never, harness.now);
      evaluator.history({ lag_seconds: 61, faults: [] }, harness.now);
    });
    harness.wait(60);
    expect(harness.events.map(({ type, alert }) => `${type} ${alert.rule}`).sort()).toEqual(
      ['ban', 'budget', 'down', 'gap', 'history', 'stale', 'token'].map((id) => `fired ${id}`),
    );
    harness.stale('summary', false);
    harness.change({ gaps: { upsert: [{ ...(gap as object), closed_at: T0, complete: true } as never] } });
    harness.on((evaluator) => {
      evaluator.link(
        { ...link, state: 'connected', credential_expires_at: T0 + 90 * 86_400_000 } as never,
        harness.now,
      );
      evaluator.egress({ ...egress, fault: null, budget: { ...budget, remaining: 1 } } as never, harness.now);
      evaluator.history({ lag_seconds: 0, faults: [] }, harness.now);
    });
    expect(harness.events.filter(({ type }) => type === 'resolved')).toHaveLength(7);
  });

  it('end with their rule, and continue when only a threshold changed', () => {
    const harness = new Harness([EQUITY]);
    harness.change(equity('900'));
    harness.on((evaluator) =>
      evaluator.setRules([{ ...EQUITY, threshold: '950', clear: '1000' }], harness.now),
    );
    harness.change(equity('990'));
    expect(harness.events).toHaveLength(1);
    harness.on((evaluator) => evaluator.setRules([{ ...EQUITY, enabled: false }], harness.now));
    expect(harness.delivered[1]).toBe('resolved Lighter_1_a: equity is 900 (the rule was changed)');
  });
});

describe('rules about events', () => {
  const fillAt = (id: number, at: number, fields: object = {}) =>
    trade({ trade_id: String(id), timestamp: at, ...fields });

  it('report a fill once, and summarize those within the cooldown', () => {
    const harness = new Harness([rule({ kind: 'fill', cooldown_s: 10 })]);
    harness.wait(1);
    const upsert = (...ids: number[]) =>
      harness.change({ trades: { upsert: ids.map((id) => fillAt(id, harness.now.wall)) } });
    upsert(1);
    upsert(1);
    expect(harness.delivered).toEqual(['fired Lighter_1_a: bought 0.1 ETH at 2,500']);
    harness.wait(2);
    upsert(2);
    harness.wait(2);
    upsert(3, 4);
    harness.wait(6);
    expect(harness.delivered[1]).toBe('fired Lighter_1_a: 3 fills in 2 s (ETH), 750 in all');
    expect(harness.events[1]?.alert).toMatchObject({ count: 3, state: 'resolved' });
  });

  it('summarize fills that were recovered late in one message', () => {
    const harness = new Harness([rule({ kind: 'fill' })]);
    harness.wait(3600);
    for (let id = 1; id <= 12; id++) {
      harness.change({ trades: { upsert: [fillAt(id, T0 + id * 60_000)] } });
      harness.wait(1);
    }
    expect(harness.delivered).toEqual([]);
    harness.wait(5);
    expect(harness.delivered).toEqual([
      'fired Lighter_1_a: 12 fills (ETH), 3,000 in all, made between 2026-11-02 12:01 UTC and 2026-11-02 12:12 UTC, recovered now',
    ]);
  });

  it('ignore what happened before the first start', () => {
    const harness = new Harness([rule({ kind: 'fill' })]);
    harness.change({ trades: { upsert: [fillAt(1, T0 - 1), fillAt(2, T0 - 3_600_000)] } });
    harness.wait(60);
    expect(harness.delivered).toEqual([]);
  });

  it('report liquidations until they are acknowledged', () => {
    const harness = new Harness([rule({ kind: 'liquidation' }), rule({ id: 'f', kind: 'fill' })]);
    harness.wait(1);
    harness.change({
      trades: { upsert: [fillAt(1, harness.now.wall, { type: 'liquidation', side: 'sell' })] },
    });
    expect(harness.delivered).toEqual(['fired Lighter_1_a: liquidation sold 0.1 ETH at 2,500']);
    const { alert_id } = harness.events[0]!.alert;
    harness.on((evaluator) => {
      expect(evaluator.acknowledge(alert_id, 'ops', harness.now)?.alert).toMatchObject({
        state: 'resolved',
        acknowledged_by: 'ops',
      });
      expect(evaluator.acknowledge(alert_id, 'ops', harness.now)).toBeNull();
    });
  });

  it('report opened, closed and flipped positions, and none for the first list', () => {
    const kinds = ['position-opened', 'position-closed', 'position-flipped'] as const;
    const harness = new Harness(kinds.map((kind) => rule({ id: kind, kind })));
    harness.change({ positions: { set: [position()] } });
    harness.wait(1);
    harness.change({ positions: { upsert: [position({ size: '-2' })] } });
    harness.wait(1);
    harness.change({ positions: { upsert: [position({ market_id: 1, symbol: 'BTC' })], remove: ['0'] } });
    expect(harness.delivered).toEqual([
      'fired Lighter_1_a: ETH position flipped to short 2',
      'fired Lighter_1_a: opened long 1 BTC',
      'fired Lighter_1_a: ETH position closed',
    ]);
  });
});
