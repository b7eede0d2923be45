import fc from 'fast-check';
import { mutatedText } from '../../../test/support/mutation.js';
import { fixture, fixtureNames } from '../../../test/support/fixtures.js';
import { parseFrame } from './frame.js';
import { MalformedFrame } from './malformed-frame.js';
import { isMapped, mapFrame } from './stream.js';

const unreadable: string[] = [];
const context = {
  receivedAt: 5,
  receivedMono: 5,
  symbolOf: (id: number) => `M${id}`,
  unreadable: (reason: string) => void unreadable.push(reason),
};
const map = (text: string): ReturnType<typeof mapFrame> => mapFrame(parseFrame(text), context);

describe('parseFrame', () => {
  it.each([
    ['ws-connected', 'connected', null, null],
    ['ws-subscribed-account_all_orders', 'subscribed', 'account_all_orders', '281001'],
    ['ws-update-account_all', 'update', 'account_all', '281001'],
    ['ws-subscribed-market_stats-all', 'subscribed', 'market_stats', 'all'],
    ['ws-unsubscribed', 'unsubscribed', 'account_all_orders', '281001'],
    ['ws-server-ping', 'ping', null, null],
    ['ws-pong', 'pong', null, null],
    ['ws-shutdown', 'shutdown', null, null],
    ['ws-error-already-subscribed', 'error', null, null],
  ])('recognizes %s', (name, kind, channel, subject) => {
    expect(parseFrame(fixture(name))).toMatchObject({ kind, channel, subject });
  });

  it('reads both forms of an error', () => {
    expect(parseFrame('{"error":{"code":30003,"message":"Already"}}').error).toEqual({
      code: 30003,
      message: 'Already',
    });
    expect(parseFrame('{"type":"error","code":20013,"message":"x"}')).toMatchObject({
      kind: 'error',
      error: { code: 20013 },
    });
  });
});

describe('mapFrame', () => {
  it('maps a subscribed frame to a snapshot and an update frame to a change', () => {
    expect(map(fixture('ws-subscribed-account_all_positions'))).toMatchObject([
      { type: 'positions', mode: 'snapshot', account_index: 281001 },
    ]);
    expect(map(fixture('ws-update-account_all_positions'))).toMatchObject([
      { type: 'positions', mode: 'update', rows: [{ entity: { market_id: 0, size: '1.3000' } }] },
    ]);
    expect(map(fixture('ws-subscribed-account_all_orders-empty'))).toMatchObject([
      { type: 'orders', mode: 'snapshot', rows: [] },
    ]);
  });

  it('skips only the unreadable rows of market statistics', () => {
    const frame = JSON.parse(fixture('ws-subscribed-market_stats-all')) as { market_stats: object };
    const spoiled = { symbol: 'NEW', market_id: 900, mark_price: '' };
    const markets = Object.keys(frame.market_stats).length;
    const text = JSON.stringify({ ...frame, market_stats: { 900: spoiled, ...frame.market_stats } });
    expect(map(text)).toMatchObject([{ type: 'market-stats', rows: { length: markets } }]);
    expect(unreadable).toEqual(['market_stats of NEW: mark_price is not a decimal']);
  });

  it('maps closed positions to rows of size zero, and every part of account_all', () => {
    expect(map(fixture('ws-update-account_all_positions-closed'))).toMatchObject([
      { rows: [{ entity: { size: '0.00000' } }] },
    ]);
    expect(map(fixture('ws-subscribed-account_all')).map(({ type }) => type)).toEqual([
      'positions',
      'assets',
      'trades',
      'volumes',
    ]);
    const update = map(fixture('ws-update-account_all'));
    expect(update.map(({ type }) => type)).toEqual(['positions', 'trades']);
    expect(update[0]).toMatchObject({
      arrival: { exchange_at: 1792000030412, source: 'stream', received_at: 5, received_mono: 5 },
    });
  });

  it('reads volumes without going through a float', () => {
    const [, volumes] = map(fixture('ws-subscribed-account_all_trades'));
    expect(volumes).toMatchObject({ type: 'volumes', volumes: { weekly_volume: '616.6' } });
  });

  it('reads user_stats and market_stats, of all markets or one', () => {
    expect(map(fixture('ws-update-user_stats'))).toMatchObject([
      {
        type: 'summary',
        fields: { total_asset_value: '4048.110000', leverage: '1.08' },
        arrival: { exchange_at: 1792000000100 },
      },
    ]);
    expect(map(fixture('ws-subscribed-market_stats-all'))).toMatchObject([
      {
        type: 'market-stats',
        rows: [{ market_id: 0, stats: { daily_price_low: '2288.37' } }, { market_id: 1 }],
      },
    ]);
    expect(map(fixture('ws-update-market_stats'))).toMatchObject([
      { rows: [{ market_id: 0, stats: { mark_price: '2384.40' } }] },
    ]);
  });

  it('maps an order with its verbatim text', () => {
    const text = fixture('ws-update-account_all_orders-canceled');
    const [update] = map(text);
    const row = update?.type === 'orders' ? update.rows[0]! : null;
    expect(row).toMatchObject({
      version: 1792000041093118,
      entity: { status: 'canceled', updated_at: 1792000041000, symbol: 'M1' },
    });
    expect(text).toContain(row!.text);
  });

  it('accepts null, arrays and maps of objects for a list', () => {
    const trade = /\{"trade_id".*?\}/.exec(fixture('ws-update-account_all_trades'))![0];
    for (const list of [`[${trade}]`, `{"0":${trade}}`, `{"0":[${trade}]}`])
      expect(
        map(`{"type":"update/account_all_trades","channel":"account_all_trades:281001","trades":${list}}`),
      ).toMatchObject([{ rows: [{ entity: { trade_id: '26412422124' } }] }]);
    expect(
      map('{"type":"update/account_all_trades","channel":"account_all_trades:281001","trades":null}'),
    ).toMatchObject([{ rows: [] }]);
  });

  it('computes the realized PnL that only REST reports', () => {
    const name = 'ws-update-account_all_trades';
    const realized = (text: string): unknown => {
      const [update] = map(text);
      return update?.type === 'trades' && update.rows[0]!.entity.realized_pnl;
    };
    expect(realized(fixture(name))).toBe('29.980000');
    const without = (fields: RegExp): string => fixture(name).replaceAll(fields, '');
    expect(realized(without(/"maker_(position_size|entry_quote)_before":"[^"]+",/g))).toBe('0');
    expect(realized(without(/"maker_entry_quote_before":"[^"]+",/g))).toBeNull();
    expect(realized(without(/"maker_\w+_before":("[^"]+"|\d+),/g))).toBeNull();
  });

  it('skips trades of other accounts', () => {
    const text = fixture('ws-update-account_all_trades').replace(
      'account_all_trades:281001',
      'account_all_trades:5',
    );
    expect(map(text)).toMatchObject([{ account_index: 5, rows: [] }]);
  });

  it('recognizes unknown data frames', () => {
    expect(isMapped(parseFrame(fixture('ws-update-order_book')))).toBe(false);
    expect(map(fixture('ws-update-order_book'))).toEqual([]);
    expect(isMapped(parseFrame('{"type":"update/x","channel":"constructor:1"}'))).toBe(false);
  });

  it('throws nothing but MalformedFrame on mutated frames', () => {
    const frames = fixtureNames('ws-').map(fixture);
    const runs = 10_000;
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...frames).chain(mutatedText), (text) => {
        try {
          map(text);
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(MalformedFrame);
        }
      }),
      { numRuns: runs },
    );
    expect(refused).toBeGreaterThan(runs / 10);
  });
});
