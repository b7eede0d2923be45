import { aPosition, aTrade, polledNow, reported, streamedNow } from '../../test/support/canonical.js';
import { reader, startHttp, type HttpApp } from '../../test/support/http-app.js';
import { SYSTEM } from '../access/principal.js';
import { ChannelRegistry } from '../broadcast/feeds/channel-registry.js';
import { applyChange } from 'lighter-broadcaster-protocol/apply';
import { CacheModule } from '../cache/cache.module.js';
import type { AccountSummary, Position, Trade, Volumes } from 'lighter-broadcaster-protocol/account';
import { PortfolioChannels } from './portfolio-channels.js';
import { PortfolioController } from './portfolio.controller.js';
import { type TotalName, TOTALS } from './figures.js';
import { PortfolioService } from './portfolio.service.js';
import type { Coverage } from './portfolio-totals.js';

let app: HttpApp;

beforeEach(async () => {
  const feature = {
    module: class Feature {},
    imports: [CacheModule],
    controllers: [PortfolioController],
    providers: [PortfolioService, PortfolioChannels, ChannelRegistry],
  };
  app = await startHttp([feature]);
});
afterEach(() => app.close());

interface Reported {
  summary?: Partial<AccountSummary>;
  positions?: Position[];
  trades?: Trade[];
  volumes?: Volumes;
}

/** All four sections fresh by one poll. */
function report(
  account_index: number,
  { summary = {}, positions = [], trades = [], volumes }: Reported,
): void {
  const arrival = polledNow(app.clock);
  // A first list without rows counts once a later answer has none either.
  const earlier = {
    ...arrival,
    asked_mono: arrival.received_mono - 3_000,
    received_mono: arrival.received_mono - 3_000,
  };
  if (positions.length === 0)
    app.store.apply({ type: 'positions', account_index, arrival: earlier, mode: 'snapshot', rows: [] });
  const rows = <T>(list: T[], text: (entity: T) => string) =>
    list.map((entity) => ({ entity, text: text(entity), version: 0 }));
  app.store.apply({ type: 'summary', account_index, arrival, fields: summary });
  app.store.apply({
    type: 'positions',
    account_index,
    arrival,
    mode: 'snapshot',
    rows: rows(
      positions.map(reported),
      ({ market_id, size }) => `{"market_id":${market_id},"position":"${size}"}`,
    ),
  });
  app.store.apply({ type: 'orders', account_index, arrival: earlier, mode: 'snapshot', rows: [] });
  app.store.apply({ type: 'orders', account_index, arrival, mode: 'snapshot', rows: [] });
  app.store.apply({
    type: 'trades',
    account_index,
    arrival,
    rows: rows(trades, ({ trade_id }) => `{"trade_id":${trade_id}}`),
  });
  if (volumes) app.store.apply({ type: 'volumes', account_index, arrival, volumes });
}

const VOLUMES = {
  daily_volume: '5.50',
  weekly_volume: '616.6',
  monthly_volume: '1116.6',
  total_volume: '90210.25',
};
const FIRST: Reported = {
  summary: { collateral: '4000.125000', total_asset_value: '4052.206250', available_balance: '3563.280125' },
  positions: [
    aPosition({ unrealized_pnl: '50.700000' }),
    aPosition({ market_id: 1, size: '-0.01250', unrealized_pnl: '1.381250' }),
    aPosition({ market_id: 2, size: '0.000', unrealized_pnl: '0.000000' }),
  ],
  trades: [aTrade({ trade_id: '10' }), aTrade({ trade_id: '9' })],
  volumes: VOLUMES,
};
const SECOND: Reported = {
  summary: { collateral: '0.1', total_asset_value: '0.2', available_balance: '0.1' },
};

/** The same coverage of every total. */
function coverage(each: Coverage): Record<TotalName, Coverage> {
  return Object.fromEntries(Object.keys(TOTALS).map((name) => [name, each])) as Record<TotalName, Coverage>;
}

describe('GET /api/portfolio', () => {
  it('has digit-exact figures and verbatim lists', async () => {
    report(7, FIRST);
    report(3, SECOND);
    app.clock.advance(2_600);
    const response = await app.http.get('/api/portfolio').expect(200);
    const at = Math.floor((app.clock.wallNow() - 2_600) / 1000);
    const now = Math.floor(app.clock.wallNow() / 1000);
    expect(response.text).toBe(
      `{"accounts":[{"account_index":"7","name":"Lighter_1_x","exchange":"lighter","is_live":true,"last_update":${at}` +
        `,"equity":4052.206250,"collateral":4000.125000,"available_balance":3563.280125,"unrealized_pnl":52.08125` +
        `,"margin_used":436.844875,"margin_ratio":0.109207806006,"volume_24h":5.50,"total_volume":90210.25` +
        `,"monthly_volume":1116.6,"weekly_volume":616.6` +
        `,"positions":[{"market_id":0,"position":"1.5000"},{"market_id":1,"position":"-0.01250"}]` +
        `,"active_orders":[],"orders_known":true,"trades":[{"trade_id":10},{"trade_id":9}]}` +
        `,{"account_index":"3","name":"Lighter_2_y","exchange":"lighter","is_live":true,"last_update":${at}` +
        `,"equity":0.2,"collateral":0.1,"available_balance":0.1,"unrealized_pnl":0,"margin_used":0,"margin_ratio":0` +
        `,"volume_24h":0,"total_volume":0,"monthly_volume":0,"weekly_volume":0` +
        `,"positions":[],"active_orders":[],"orders_known":true,"trades":[]}]` +
        `,"aggregated":{"total_equity":4052.40625,"total_unrealized_pnl":52.08125,"total_margin_used":436.844875` +
        `,"total_positions":2,"total_active_orders":0,"total_trades":2,"accounts_live":2,"accounts_total":2` +
        `,"coverage":${JSON.stringify(coverage({ known: 2, stale: 0, total: 2 }))}}` +
        `,"timestamp":${now}}`,
    );
  });

  it('has no sum while an account is unknown, unless the known part is asked for', async () => {
    report(7, FIRST);
    const response = await app.http.get('/api/portfolio').expect(200);
    expect(response.body).toMatchObject({
      accounts: [{ is_live: true }, { is_live: false, last_update: 0, equity: null, orders_known: false }],
      aggregated: {
        total_equity: null,
        total_unrealized_pnl: null,
        total_margin_used: null,
        total_positions: null,
        total_active_orders: null,
        total_trades: null,
        coverage: coverage({ known: 1, stale: 0, total: 2 }),
        accounts_live: 1,
        accounts_total: 2,
      },
    });
    const partial = await app.http.get('/api/portfolio?partial=true').expect(200);
    expect(partial.body).toMatchObject({
      accounts: [{}, { equity: null }],
      aggregated: { total_equity: 4052.20625, total_positions: 2, total_trades: 2 },
    });
    await app.http.get('/api/portfolio?partial=false').expect(200, response.text);
    const refused = await app.http.get('/api/portfolio?partial=1').expect(400);
    expect(refused.body).toMatchObject({
      code: 'INVALID_REQUEST',
      detail: expect.stringContaining('partial'),
    });
    app.clock.advance(5_000);
    const later = await app.http.get('/api/portfolio').expect(200);
    expect(later.body).toMatchObject({
      aggregated: { accounts_live: 0, coverage: coverage({ known: 1, stale: 1, total: 2 }) },
    });
  });

  it('never takes the collateral or the PnL alone for the equity', async () => {
    app.store.apply({
      type: 'summary',
      account_index: 7,
      arrival: polledNow(app.clock),
      fields: { collateral: '100' },
    });
    app.store.apply({
      type: 'positions',
      account_index: 3,
      arrival: polledNow(app.clock),
      mode: 'snapshot',
      rows: [{ entity: reported(aPosition()), text: '{}', version: 0 }],
    });
    const { body } = await app.http.get('/api/portfolio').expect(200);
    expect(body).toMatchObject({ accounts: [{ equity: null }, { equity: null }] });
  });

  it('counts an equity made of collateral and PnL as stale with its positions', async () => {
    const money = { collateral: '100', available_balance: '100' };
    report(7, { ...FIRST, summary: money });
    report(3, SECOND);
    app.clock.advance(4_000);
    const arrival = polledNow(app.clock);
    app.store.apply({ type: 'summary', account_index: 7, arrival, fields: money });
    app.store.apply({ type: 'summary', account_index: 3, arrival, fields: SECOND.summary! });
    app.clock.advance(2_000);
    const { body } = await app.http.get('/api/portfolio').expect(200);
    expect(body).toMatchObject({
      aggregated: { coverage: { total_equity: { known: 2, stale: 1 }, total_margin_used: { stale: 0 } } },
    });
  });

  it('sums without the orders of an account that has no credential', async () => {
    report(7, FIRST);
    report(3, SECOND);
    app.store.apply({
      type: 'unknown',
      account_index: 3,
      arrival: polledNow(app.clock),
      section: 'orders',
      reason: 'no credential',
    });
    const { body } = await app.http.get('/api/portfolio').expect(200);
    expect(body).toMatchObject({
      aggregated: {
        total_active_orders: 0,
        coverage: { total_active_orders: { known: 1, stale: 0, total: 2 } },
      },
    });
  });

  it('sums the last 24 h of trades while the exchange reports no daily volume', async () => {
    const now = app.clock.wallNow();
    const at = (trade_id: string, age: number) =>
      aTrade({ trade_id, timestamp: now - age, size: '0.1', price: '0.2' });
    report(7, { trades: [at('1', 1_000), at('2', 3_600_000), at('3', 86_400_001)] });
    const response = await app.http.get('/api/portfolio').expect(200);
    expect(response.text).toContain('"volume_24h":0.04,');
  });

  it('computes totals for the accounts that the key can see', async () => {
    report(7, FIRST);
    report(3, SECOND);
    app.as(reader(3));
    const response = await app.http.get('/api/portfolio').expect(200);
    expect(response.body).toMatchObject({
      accounts: [{ account_index: '3' }],
      aggregated: { total_equity: 0.2, accounts_total: 1 },
    });
  });

  it('is 304 until something changes', async () => {
    report(7, FIRST);
    const first = await app.http.get('/api/portfolio').expect(200);
    const etag = first.headers['etag'] as string;
    app.clock.advance(1_000);
    await app.http.get('/api/portfolio').set('If-None-Match', etag).expect(304);
    report(3, SECOND);
    await app.http.get('/api/portfolio').set('If-None-Match', etag).expect(200);
  });
});

describe('the channel portfolio', () => {
  const open = (principal = SYSTEM) => app.app.get(ChannelRegistry).open('portfolio', principal);

  it('carries exact figures and exact deltas', () => {
    report(7, FIRST);
    const channel = open();
    if (channel?.kind !== 'derived') throw new Error('no derived channel');
    const before = channel.state() as object;
    expect(before).toMatchObject({ aggregated: { total_equity: null, accounts_total: 2 } });
    report(3, SECOND);
    const after = channel.state() as object;
    expect(after).toMatchObject({ aggregated: { total_equity: '4052.40625' } });
    const delta = channel.diff(before, after) as object;
    expect(delta).toMatchObject({ accounts: { upsert: [{ account_index: '3', equity: '0.2' }] } });
    expect(applyChange('portfolio', before, delta)).toEqual(after);
    expect(channel.diff(after, channel.state())).toBeNull();
    expect(channel.dependsOn('account/3')).toBe(true);
    expect(channel.dependsOn('links')).toBe(false);
  });

  it('is separate for a key that sees fewer accounts', () => {
    expect(open(reader(3))?.state()).toMatchObject({ accounts: [{ account_index: '3' }] });
    expect(open(reader(3))?.view).not.toBe(open()?.view);
  });

  it('moves with the stream', () => {
    report(7, FIRST);
    report(3, SECOND);
    app.store.apply({
      type: 'summary',
      account_index: 7,
      arrival: streamedNow(app.clock),
      fields: { total_asset_value: '5000.00' },
    });
    expect(open()?.state()).toMatchObject({ aggregated: { total_equity: '5000.2' } });
  });
});
