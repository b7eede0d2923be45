import { account, position, trade } from '../../../../test/support/history-rows.js';
import type { LiveState } from '../../live/live-store.js';
import type { AccountState, LinkState } from '../../live/model.js';
import { DEFAULTS } from '../../preferences/preferences.js';
import { alertsBetween, type Alert, type Listener } from './watch.js';

const NOW = 1_793_500_000_000;
const QUIET = { ...DEFAULTS.alerts, positionClosed: false, linkDownSeconds: null, liquidationPercent: null };

function live(fields: Partial<AccountState> | null, state: Partial<LiveState> = {}): LiveState {
  const connection = {
    phase: 'live',
    since: NOW - 60_000,
    attempt: 0,
    nextAttemptAt: null,
    reason: null,
  } as const;
  const accounts = new Map(fields && [[7, account(fields)]]);
  return {
    connection,
    accounts,
    throttled: accounts,
    connections: null,
    incidents: null,
    clockOffset: 0,
    ...state,
  };
}

function link(fields: Partial<LinkState>): LiveState['connections'] {
  const waiting = {
    link_id: 'websocket/7',
    kind: 'websocket',
    account_index: 7,
    account_name: 'acc',
    state: 'waiting',
  };
  return { links: [{ ...waiting, last_success_at: null, ...fields }], egresses: [] } as never;
}

function heard(before: LiveState, after: LiveState, alerts: Partial<Listener['alerts']>, rest = {}): Alert[] {
  return alertsBetween(before, after, { ...DEFAULTS, ...rest, alerts: { ...QUIET, ...alerts } }, NOW);
}

describe('alert rules', () => {
  it("alerts about each new fill once, in the user's formats", () => {
    const before = live({ trades: [trade({ trade_id: '1' })] });
    const sold = trade({ trade_id: '2', side: 'sell', size: '1200.5', price: '2500.00' });
    const after = live({ trades: [sold, trade({ trade_id: '1' })] });
    const own = { accountNames: { 7: 'Main' } };
    expect(heard(before, after, { fill: true }, own)).toEqual([
      { key: 'fill 2 7', tone: 'down', text: 'Main: sold 1,200.5 ETH at 2,500.00' },
    ]);
    expect(heard(before, after, {})).toEqual([]);
    expect(heard(after, after, { fill: true })).toEqual([]);
  });

  it('ignores reloaded trade lists and newly seen accounts', () => {
    const many = Array.from({ length: 30 }, (_, i) => trade({ trade_id: `${100 - i}` }));
    const before = live({ trades: [trade({ trade_id: '1' })] });
    expect(heard(before, live({ trades: many }), { fill: true })).toEqual([]);
    expect(heard(before, live({ trades: [...many, trade()] }), { fill: true })).toEqual([]);
    expect(heard(live(null), live({ trades: [trade()] }), { fill: true })).toEqual([]);
  });

  it('alerts about a closed position, not a changed or flipped one', () => {
    const [eth, btc] = [position(), position({ market_id: 1, symbol: 'BTC', size: '-0.5000' })];
    const before = live({ positions: [eth, btc] });
    const turned = live({ positions: [{ ...eth, size: '-1.0000' }] });
    expect(heard(before, turned, { positionClosed: true }).map(({ text }) => text)).toEqual([
      'Lighter_1_a: the short position of 0.5000 BTC is closed',
    ]);
    expect(heard(before, live({ positions: null }), { positionClosed: true })).toEqual([]);
  });

  it('alerts about a position closer to liquidation than the limit', () => {
    const at = (liquidation_distance: string | null): LiveState =>
      live({ positions: [position({ liquidation_distance })] });
    const alerts = (distance: string | null): string[] =>
      heard(at('50'), at(distance), { liquidationPercent: 5 }).map(({ text }) => text);
    expect(alerts('4.99')).toEqual(['Lighter_1_a: ETH is 4.99 % from liquidation']);
    expect(alerts('5.00')).toEqual([]);
    expect(alerts(null)).toEqual([]);
  });

  it('alerts about a connection silent for longer than the limit', () => {
    const alerts = (fields: Partial<LinkState>): string[] =>
      heard(live({}), live({}, { connections: link(fields) }), { linkDownSeconds: 30 }).map(
        ({ text }) => text,
      );
    const down = ['acc: the stream has been down for more than 30 s'];
    expect(alerts({ last_message_at: NOW - 31_000 })).toEqual(down);
    expect(alerts({ last_message_at: NOW - 31_000, last_pong_at: NOW - 1_000 })).toEqual([]);
    expect(alerts({ last_message_at: NOW - 31_000, state: 'connected' })).toEqual([]);
    expect(alerts({ last_message_at: NOW - 31_000, state: 'paused' })).toEqual([]);
    // Never heard: counted from when this page first could have.
    expect(alerts({})).toEqual(down);
  });

  it('raises no connection alert while the page itself is disconnected', () => {
    const lost = { ...live({}).connection, phase: 'lost' } as const;
    const after = live({}, { connections: link({ last_message_at: 1 }), connection: lost });
    expect(heard(live({}), after, { linkDownSeconds: 30 })).toEqual([]);
  });
});
