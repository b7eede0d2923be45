import type { AccountTextSource } from '../../src/state/account-texts.port.js';
import type { StateStore } from '../../src/state/state.store.js';
import { anOrder, aPosition, fromStream, ordersUpdate, reported } from '../support/canonical.js';
import { tradeOf } from '../support/fake-feed.js';

/** A source of texts for the accounts 7 and 3. */
export interface AccountTextsBench {
  source: AccountTextSource;
  /** The store that receives the texts first. */
  store: StateStore;
  /** Waits until the source has caught up with the store. */
  catchUp(): Promise<void>;
  close(): void;
}

/** What every source of account texts must do. */
export function accountTextsSuite(makeBench: () => AccountTextsBench): void {
  let bench: AccountTextsBench;
  beforeEach(() => {
    bench = makeBench();
  });
  afterEach(() => bench.close());

  const respond = (account_index: number, text: string, at = 1): void =>
    bench.store.apply({ type: 'raw', account_index, text, arrival: fromStream(at) });
  const trade = (account_index: number, id: number, text = '{}'): void => {
    const rows = [{ entity: tradeOf(id), text, version: id }];
    bench.store.apply({ type: 'trades', account_index, arrival: fromStream(id), rows });
  };

  it('has no texts for an account that is not configured', async () => {
    expect(bench.source.texts(9)).toBeUndefined();
    await bench.catchUp();
    expect(bench.source.texts(9)).toBeUndefined();
  });

  it('has empty texts for an account without any data yet', async () => {
    for (let look = 0; look < 2; look++) {
      expect(bench.source.texts(7)).toMatchObject({
        account: null,
        account_received_at: null,
        account_revision: 0,
      });
      const { orders, orderMarkets, positions, trades } = bench.source.texts(7)!;
      expect([orders, orderMarkets, positions, trades].map(({ size }) => size)).toEqual([0, 0, 0, 0]);
      await bench.catchUp();
    }
  });

  it('keeps every text digit for digit, flat positions included, trades newest first', async () => {
    const arrival = fromStream(3);
    respond(7, '{"total": 1.50, "id":10414574259102759001}', 3);
    const order = { entity: anOrder({ order_id: '5', market_id: 2 }), text: '{"price": 1.10}', version: 1 };
    bench.store.apply(ordersUpdate(7, arrival, 'snapshot', order));
    const rows = [
      { entity: reported(aPosition({ market_id: 0 })), text: '{"size": 1.5000}', version: 1 },
      { entity: reported(aPosition({ market_id: 1, size: '0' })), text: '{"size": 0.0}', version: 1 },
    ];
    bench.store.apply({ type: 'positions', account_index: 7, mode: 'snapshot', arrival, rows });
    trade(7, 1, '{"id": 1.0}');
    trade(7, 2, '{"id": 2.0}');
    await bench.catchUp();
    const texts = bench.source.texts(7)!;
    expect(texts.account).toBe('{"total": 1.50, "id":10414574259102759001}');
    expect(texts.account_received_at).toBe(3);
    expect([...texts.orders]).toEqual([['5', '{"price": 1.10}']]);
    expect([...texts.orderMarkets]).toEqual([['5', 2]]);
    expect([...texts.positions]).toEqual([
      [0, '{"size": 1.5000}'],
      [1, '{"size": 0.0}'],
    ]);
    expect([...texts.trades]).toEqual([
      ['2', { text: '{"id": 2.0}', market_id: 0 }],
      ['1', { text: '{"id": 1.0}', market_id: 0 }],
    ]);
  });

  it('keeps the texts of each account apart', async () => {
    for (const index of [7, 3]) {
      respond(index, `response of ${index}`);
      trade(index, index);
    }
    await bench.catchUp();
    for (const index of [7, 3]) {
      const { account, trades } = bench.source.texts(index)!;
      expect([account, [...trades.keys()]]).toEqual([`response of ${index}`, [String(index)]]);
    }
  });

  it('counts a response as a revision only when it differs from the previous one', async () => {
    const revisions: number[] = [];
    for (const [place, text] of ['a', 'a', 'b', 'a'].entries()) {
      respond(7, text, place + 1);
      trade(7, place + 1);
      await bench.catchUp();
      revisions.push(bench.source.texts(7)!.account_revision);
    }
    expect(revisions.map((revision) => revision - revisions[0]!)).toEqual([0, 0, 1, 2]);
  });
}
