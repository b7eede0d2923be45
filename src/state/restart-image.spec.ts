import {
  aPosition,
  aTrade,
  fromStream,
  polledNow,
  positionsUpdate,
  streamedNow,
  tradesUpdate,
} from '../../test/support/canonical.js';
import { anIncident, ethMark, setUpStore, STATE_OPTIONS_FOR_TESTS } from '../../test/support/state-store.js';
import type { RestartImage } from './restart-image.js';

const trade = (index: number, id: string) => tradesUpdate(index, fromStream(1), aTrade({ trade_id: id }));

describe('a restart', () => {
  const image = () => {
    const { clock, store } = setUpStore();
    store.apply(trade(7, '1'));
    store.apply(positionsUpdate(7, streamedNow(clock), 'snapshot', aPosition()));
    store.apply(ethMark('2400.10'));
    store.apply({ type: 'incident', incident: anIncident('a') });
    return {
      store,
      image: JSON.parse(JSON.stringify(store.snapshotForRestart())) as RestartImage,
    };
  };

  it('that was clean continues with epoch, counts, state and texts', () => {
    const before = image();
    const { store, changes } = setUpStore();
    expect(store.restore(before.image)).toBe(true);
    expect(store.epoch).toBe(before.store.epoch);
    expect(store.account(7)).toEqual(before.store.account(7));
    expect(store.texts(7)?.trades).toEqual(before.store.texts(7)?.trades);
    expect(store.incidents()).toEqual(before.store.incidents());
    store.apply(trade(7, '2'));
    expect(changes[0]).toMatchObject({ seq: before.store.positionOf('account/7').seq + 1 });
    store.apply(trade(7, '1'));
    expect(changes).toHaveLength(1);
  });

  it('shows nothing as fresh until it is confirmed in the new life, for any earlier clock', () => {
    const before = image();
    const { clock, store, changes } = setUpStore();
    clock.step(-3_600_000);
    expect(store.restore(before.image)).toBe(true);
    store.onApplicationBootstrap();
    expect(changes).toMatchObject([{ entity: 'account', seq: before.store.positionOf('account/7').seq + 1 }]);
    expect(store.account(7)?.sections.positions).toMatchObject({
      stale: true,
      reason: 'stream lost: restart',
    });
    expect(store.account(7)?.sections.positions.confirmed_at).toBeLessThanOrEqual(clock.wallNow());
    store.apply(positionsUpdate(7, polledNow(clock), 'snapshot', aPosition({ size: '3' })));
    expect(store.account(7)?.positions?.[0]?.size).toBe('3');
    expect(store.account(7)?.sections.positions.stale).toBe(false);
  });

  it('takes no market for inactive that the catalogue of the new life has not listed', () => {
    const before = setUpStore();
    const market = { ...ethMark('2400.10').rows[0]!, market_type: 'perp', status: 'inactive' } as const;
    const markets = [{ ...market, size_decimals: 4, price_decimals: 2 }];
    before.store.apply({ type: 'markets', arrival: polledNow(before.clock), markets });
    before.store.apply(positionsUpdate(7, streamedNow(before.clock), 'snapshot', aPosition()));
    expect(before.store.account(7)?.sections.marks.stale).toBe(false);
    const { clock, store } = setUpStore();
    expect(store.restore(before.store.snapshotForRestart())).toBe(true);
    store.onApplicationBootstrap();
    expect(store.account(7)?.sections.marks.stale).toBe(true);
    store.apply({ type: 'markets', arrival: polledNow(clock), markets });
    clock.advance(1_000);
    expect(store.account(7)?.sections.marks.stale).toBe(false);
  });

  it('of another version of the image begins a new epoch', () => {
    const before = image();
    const older = { ...before.image, version: 1 } as unknown as RestartImage;
    expect(setUpStore().store.restore(older)).toBe(false);
  });

  it('with another name or window, or too late, begins a new epoch', () => {
    const before = image();
    const renamed = setUpStore({ ...STATE_OPTIONS_FOR_TESTS, accounts: [{ index: 7, name: 'other' }] });
    expect(renamed.store.restore(before.image)).toBe(false);
    expect(setUpStore({ ...STATE_OPTIONS_FOR_TESTS, tradesKept: 5 }).store.restore(before.image)).toBe(false);
    const late = setUpStore();
    late.store.apply(trade(7, '1'));
    expect(late.store.restore(before.image)).toBe(false);
    expect(late.store.epoch).not.toBe(before.store.epoch);
  });
});
