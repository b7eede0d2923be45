import { fixture as recorded } from '../../test/support/fixtures.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { differences } from '../../test/support/wire-shape.js';
import { SocketClient } from '../../test/support/socket-client.js';
import { parsePrivateKey } from '../lighter/signing/keys.js';
import { signAuthToken } from '../lighter/signing/auth-token.js';
import type { Listening } from './options.js';
import { Simulator } from './simulator.js';

const fixture = (name: string): unknown => JSON.parse(recorded(name));

describe('the comparison with a recorded message', () => {
  it('reports missing and unknown keys, other types and other number formats', () => {
    const expected = { id: 1, name: '', rows: { 0: { size: '1.0' } } };
    expect(differences({ id: 2, name: 'x', rows: { 36: { size: '2.00' } } }, expected)).toEqual([]);
    expect(differences({ name: '5', more: true, rows: { 36: { size: 2 } } }, expected)).toEqual([
      '$.id: missing',
      '$.more: not in the fixture',
      '$.name: numeric text instead of text',
      '$.rows.36.size: number instead of numeric text',
    ]);
  });
});

describe('frames and answers of the simulator', () => {
  const clock = new ManualClock(Date.parse('2026-10-01T12:00:00Z'));
  const simulator = new Simulator({ clock, seed: 42, walk: 'off', limits: 'off' });
  let at: Listening;
  let index: number;
  let token: string;
  let signed: string;

  beforeAll(async () => {
    at = await simulator.start();
    const [first] = at.accounts;
    if (!first) throw new Error('no account');
    index = first.account_index;
    token = first.read_only_token;
    signed = signAuthToken({
      accountIndex: index,
      apiKeyIndex: first.api_key_index,
      deadline: clock.wallNow() / 1000 + 3600,
      privateKey: parsePrivateKey(first.private_key),
    });
    simulator.exchange.cancelOrder([...simulator.exchange.account(index).orders.keys()][0] ?? 0n);
    simulator.exchange.placeOrder({
      account: index,
      market: 1,
      side: 'sell',
      size: '0.01',
      price: '70000',
      triggerPrice: '69500.0',
      reduceOnly: true,
      type: 'stop-loss',
      timeInForce: 'immediate-or-cancel',
    });
    simulator.exchange.applyFunding(36);
  });

  afterAll(() => simulator.stop());

  const get = async (path: string, auth?: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(
      `${at.url}${path}`,
      auth === undefined ? {} : { headers: { authorization: auth } },
    );
    return { status: response.status, body: await response.json() };
  };

  it.each([
    ['rest-status', '/'],
    ['rest-info', '/info'],
    ['rest-account', '/api/v1/account?by=index&value=INDEX'],
    ['rest-account', '/api/v1/account?by=l1_address&value=ADDRESS'],
    ['rest-accountsByL1Address', '/api/v1/accountsByL1Address?l1_address=ADDRESS'],
    ['rest-accountActiveOrders', '/api/v1/accountActiveOrders?account_index=INDEX'],
    ['rest-accountInactiveOrders', '/api/v1/accountInactiveOrders?account_index=INDEX&limit=5'],
    ['rest-trades', '/api/v1/trades?account_index=INDEX&sort_by=timestamp&limit=5'],
    ['rest-orderBooks', '/api/v1/orderBooks'],
    ['rest-orderBookDetails', '/api/v1/orderBookDetails'],
    ['rest-assetDetails', '/api/v1/assetDetails'],
    ['rest-accountLimits', '/api/v1/accountLimits?account_index=INDEX'],
    ['rest-apikeys', '/api/v1/apikeys?account_index=INDEX&api_key_index=255'],
    ['rest-nextNonce', '/api/v1/nextNonce?account_index=INDEX&api_key_index=5'],
    ['rest-positionFunding', '/api/v1/positionFunding?account_index=INDEX&limit=5'],
  ])('answers like %s', async (name, path) => {
    const filled = path.replace('INDEX', String(index)).replace('ADDRESS', at.accounts[0]?.l1_address ?? '');
    const { status, body } = await get(filled, token);
    expect(status).toBe(200);
    expect(differences(body, fixture(name))).toEqual([]);
  });

  it('answers a new token like the fixture', async () => {
    const form = new URLSearchParams({
      name: 'a b',
      account_index: String(index),
      expiry: String(clock.wallNow() / 1000 + 172_800),
      scopes: 'read.*',
    });
    const response = await fetch(`${at.url}/api/v1/tokens/create`, {
      method: 'POST',
      body: form,
      headers: { authorization: signed },
    });
    expect(response.status).toBe(200);
    expect(differences(await response.json(), fixture('rest-tokens-create'))).toEqual([]);
  });

  it.each([
    ['rest-error-auth-missing', 400, `/api/v1/accountActiveOrders?account_index=281001`, undefined],
    ['rest-account-not-found', 400, '/api/v1/account?by=index&value=999999999999', undefined],
    ['rest-error-not-found', 400, '/api/v1/nowhere', undefined],
  ])('refuses exactly like %s', async (name, status, path, auth) => {
    expect(await get(path, auth)).toEqual({ status, body: fixture(name) });
  });

  it.each([
    'account_all',
    'account_all_positions',
    'account_all_orders',
    'account_all_trades',
    'account_all_assets',
    'user_stats',
  ])('sends snapshot and update of %s like the fixtures', async (channel) => {
    const client = await SocketClient.open(at.wsUrl);
    client.subscribe(`${channel}/${index}`, token);
    const snapshot = await client.typed(`subscribed/${channel}`);
    expect(snapshot.channel).toBe(`${channel}:${index}`);
    expect(differences(snapshot, fixture(`ws-subscribed-${channel}`))).toEqual([]);
    simulator.exchange.trade(index, 1, 'buy', '0.01');
    const resting = simulator.exchange.placeOrder({
      account: index,
      market: 0,
      side: 'buy',
      size: '0.1',
      price: '2000',
    });
    simulator.exchange.fillOrder(resting.id, '0.04');
    simulator.exchange.cancelOrder(resting.id);
    const update = await client.typed(`update/${channel}`);
    expect(update.channel).toBe(`${channel}:${index}`);
    expect(differences(update, fixture(`ws-update-${channel}`))).toEqual([]);
    client.close();
  });

  it('sends market_stats for all and for one like the fixtures', async () => {
    const client = await SocketClient.open(at.wsUrl);
    client.subscribe('market_stats/all');
    client.subscribe('market_stats/0');
    expect(
      differences(
        await client.next((frame) => frame.channel === 'market_stats:all'),
        fixture('ws-subscribed-market_stats-all'),
      ),
    ).toEqual([]);
    await client.next((frame) => frame.channel === 'market_stats:0');
    simulator.exchange.setPrice(0, '2390.00');
    const update = await client.next(
      (frame) => frame.channel === 'market_stats:0' && frame.type === 'update/market_stats',
    );
    expect(differences(update, fixture('ws-update-market_stats'))).toEqual([]);
    client.close();
  });

  it('answers account_orders without the account in the channel', async () => {
    const client = await SocketClient.open(at.wsUrl);
    client.subscribe(`account_orders/1/${index}`, token);
    const snapshot = await client.typed('subscribed/account_orders');
    expect(snapshot.channel).toBe('account_orders:1');
    expect(differences(snapshot, fixture('ws-subscribed-account_orders'))).toEqual([]);
    simulator.exchange.trade(index, 1, 'sell', '0.01');
    expect(
      differences(await client.typed('update/account_orders'), fixture('ws-update-account_orders')),
    ).toEqual([]);
    client.close();
  });

  it('reports funding in the positions frame', async () => {
    const client = await SocketClient.open(at.wsUrl);
    client.subscribe(`account_all_positions/${index}`, token);
    await client.typed('subscribed/account_all_positions');
    simulator.exchange.applyFunding(36, '0.000500');
    const update = await client.typed('update/account_all_positions');
    expect(differences(update, fixture('ws-update-account_all_positions-funding'))).toEqual([]);
    client.close();
  });

  it('greets, pongs and acknowledges like the fixtures', async () => {
    const client = await SocketClient.open(at.wsUrl);
    expect(differences(await client.typed('connected'), fixture('ws-connected'))).toEqual([]);
    client.send({ type: 'ping' });
    expect(await client.typed('pong')).toEqual(fixture('ws-pong'));
    client.subscribe('account_all_orders/281001', token);
    await client.typed('subscribed/account_all_orders');
    client.send({ type: 'unsubscribe', channel: 'account_all_orders/281001' });
    expect(await client.typed('unsubscribed')).toEqual(fixture('ws-unsubscribed'));
    client.close();
  });

  it.each([
    ['ws-error-invalid-json', '{"type":'],
    ['ws-error-invalid-type', '{"type":"order"}'],
    ['ws-error-invalid-channel', '{"type":"subscribe","channel":"order_book/7777"}'],
    ['ws-error-auth-required', '{"type":"subscribe","channel":"account_all_orders/281001"}'],
    ['ws-error-not-subscribed', '{"type":"unsubscribe","channel":"account_all_orders/281001"}'],
  ])('refuses exactly like %s', async (name, message) => {
    const client = await SocketClient.open(at.wsUrl);
    client.send(message);
    expect(await client.next((frame) => 'error' in frame)).toEqual(fixture(name));
    client.close();
  });
});
