import fc from 'fast-check';
import { mutatedText } from '../../../test/support/mutation.js';
import { fixture, fixtureNames } from '../../../test/support/fixtures.js';
import { parseFrame } from './frame.js';
import { MalformedFrame } from './malformed-frame.js';
import { isMapped, mapFrame } from './stream.js';

const context = {
  receivedAt: 5,
  receivedMono: 5,
  symbolOf: (id: number) => `M${id}`,
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
    expect(map(text)).toMatchObject([
      {
        type: 'market-stats',
        rows: { length: markets },
        unreadable: [{ id: '900', field: 'mark_price', reason: 'is not a decimal' }],
      },
    ]);
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
    expect(realized(without(/"maker_\w+_before":("[^"]+"|\d+),/g))).toBe('0');
    const spot = without(/"\w+_before":("[^"]+"|\d+),/g).replace(/"market_id":\d+/, '"market_id":2049');
    expect(realized(spot)).toBeNull();
    expect(realized(spot.replace('"market_id"', '"market_kind":"perp","market_id"'))).toBe('0');
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

  const rowsOf = (text: string): unknown => {
    const [update] = map(text);
    return update && 'rows' in update && [update.rows.length, 'unreadable' in update && update.unreadable];
  };

  it.each([
    ['account_all_orders', 'orders', '"price"', 'order_id'],
    ['account_all_positions', 'positions', '"avg_entry_price"', 'market_id'],
    ['account_all_assets', 'assets', '"balance"', 'asset_id'],
  ])('skips an unreadable row of %s and reports its id and field', (channel, _, field, id) => {
    const frame = parseFrame(fixture(`ws-subscribed-${channel}`));
    const whole = map(fixture(`ws-subscribed-${channel}`))[0] as unknown as { rows: unknown[] };
    const text = fixture(`ws-subscribed-${channel}`).replace(new RegExp(`${field}:"[^"]*"`), `${field}:""`);
    const name = field.slice(1, -1);
    const odd = { id: expect.any(String) as string, field: name, reason: 'is not a decimal' };
    expect(frame.channel).toBe(channel);
    expect(rowsOf(text)).toEqual([whole.rows.length - 1, [odd]]);
    const nameless = text.replace(new RegExp(`"${id}":("[^"]*"|\\d+)`), `"${id}":[]`);
    expect(JSON.stringify(rowsOf(nameless))).toMatch(/"id":(null|"\d+")/);
  });

  it('counts an entry that is not an object as unreadable, without an id', () => {
    const text =
      '{"type":"subscribed/account_all_orders","channel":"account_all_orders:1","orders":{"0":[7,null]}}';
    const odd = { id: null, field: 'orders', reason: 'an entry of orders is not an object' };
    expect(rowsOf(text)).toEqual([0, [odd, odd]]);
  });

  it('omits fields that a position does not report', () => {
    const fields = ['realized_pnl', 'liquidation_price', 'margin_mode', 'initial_margin_fraction'];
    const text = fixture('ws-update-account_all_positions').replace(
      new RegExp(`"(${fields.join('|')})":("[^"]*"|\\d+),`, 'g'),
      '',
    );
    const [update] = map(text);
    const entity = update?.type === 'positions' ? update.rows[0]!.entity : {};
    for (const field of fields) expect(entity).toHaveProperty(field, undefined);
  });

  it('reads the summary field by field and omits blank ones', () => {
    const text = fixture('ws-update-user_stats').replace(
      /"available_balance":"[^"]*"/,
      '"available_balance":""',
    );
    expect(map(text)).toMatchObject([
      {
        fields: { total_asset_value: '4048.110000' },
        unreadable: [{ id: null, field: 'available_balance', reason: 'is blank' }],
      },
    ]);
    const [update] = map(text.replace(/"account_trading_mode":\d+,?/, ''));
    const fields = update?.type === 'summary' ? update.fields : {};
    expect(fields).not.toHaveProperty('available_balance');
    expect(fields).not.toHaveProperty('account_trading_mode');
  });

  it('accepts a snapshot of trades without volumes, with nulls, or without trades', () => {
    const snapshot = (body: object): unknown =>
      map(
        JSON.stringify({
          type: 'subscribed/account_all_trades',
          channel: 'account_all_trades:281001',
          ...body,
        }),
      ).map((update) => ('volumes' in update ? update.volumes : update.type));
    expect(snapshot({})).toEqual(['trades']);
    expect(snapshot({ trades: null, daily_volume: null, total_volume: 5 })).toEqual([
      'trades',
      { total_volume: '5' },
    ]);
    const update = '{"type":"update/account_all_trades","channel":"account_all_trades:281001"}';
    expect(() => map(update)).toThrow('trades is missing');
  });

  it('reports the funding of a round beside the positions', () => {
    const text = fixture('ws-update-account_all_positions').replace(
      '"positions":',
      '"last_funding_round":{"0":"-0.21","1":"","x":"1"},"positions":',
    );
    expect(map(text)).toMatchObject([{ funding_rounds: [{ market_id: 0, amount: '-0.21' }] }]);
    expect(map(text.replace('{"0":"-0.21","1":"","x":"1"}', 'null'))[0]).not.toHaveProperty('funding_rounds');
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
