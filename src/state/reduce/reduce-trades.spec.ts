import type { Trade } from 'lighter-broadcaster-protocol/account';
import { aTrade, fromPoll, fromStream, tradesUpdate } from '../../../test/support/canonical.js';
import { CONTEXT, run } from '../../../test/support/run-updates.js';
import { RecordTexts } from '../record-texts.js';

describe('trades', () => {
  it('are a set, newest first', () => {
    const first = tradesUpdate(7, fromStream(1), aTrade({ trade_id: '9' }), aTrade({ trade_id: '10' }));
    const { state } = run([first, first]);
    expect(state.trades?.map((trade) => trade.trade_id)).toEqual(['10', '9']);
    expect(run([first, first]).delta).toBeNull();
  });

  it('older than the kept window are still reported once', () => {
    const now = tradesUpdate(7, fromStream(1), aTrade({ trade_id: '9' }), aTrade({ trade_id: '10' }));
    const old = tradesUpdate(7, fromPoll(2), aTrade({ trade_id: '3' }));
    const { delta, state } = run([now, old], CONTEXT, 2);
    expect(delta?.trades).toEqual({ upsert: [aTrade({ trade_id: '3' })], remove: ['3'] });
    expect(state.trades).toHaveLength(2);
    expect(run([now, old, old], CONTEXT, 2).delta).toBeNull();
  });

  it('push the oldest out of the window', () => {
    const trade = (id: string) => tradesUpdate(7, fromStream(1), aTrade({ trade_id: id }));
    const { delta, record } = run([trade('1'), trade('2'), trade('3')], CONTEXT, 2);
    expect(delta?.trades).toEqual({ upsert: [aTrade({ trade_id: '3' })], remove: ['1'] });
    expect([...new RecordTexts(record).trades.keys()]).toEqual(['3', '2']);
  });

  it('are known to be none after an empty snapshot', () => {
    const { state, delta } = run([tradesUpdate(7, fromStream(1))]);
    expect(state.trades).toEqual([]);
    expect(delta?.trades).toEqual({ set: [] });
  });
});

describe('trades of a reset exchange', () => {
  const RESET_AT = aTrade().timestamp;
  /** A trade of `at` ms after the reset. */
  const trade = (id: string, at = Number(id)) => aTrade({ trade_id: id, timestamp: RESET_AT + at });
  const old = (id: number) => trade(String(id), id - 10_000);
  const many = (count: number, first: number) => Array.from({ length: count }, (_, at) => old(first + at));
  const anew = (...trades: Trade[]) => ({
    ...tradesUpdate(7, fromPoll(6), ...trades),
    begins_anew: true as const,
  });
  const arriving = (...ids: string[]) => ids.map((id) => tradesUpdate(7, fromStream(2), trade(id)));
  const idsOf = (trades: Trade[] | null) => trades?.map(({ trade_id }) => trade_id);

  it('which counts from the start, replace those from before', () => {
    const before = tradesUpdate(7, fromStream(1), ...many(3, 900));
    const updates = [before, ...arriving('4'), anew(trade('5'), trade('4'))];
    const { state, delta } = run(updates, CONTEXT, 4);
    expect(idsOf(state.trades)).toEqual(['5', '4']);
    expect(delta?.trades).toEqual({ upsert: [trade('5')], remove: ['902', '901', '900'] });
    expect(run([...updates, ...arriving('6')], CONTEXT, 1).state.trades).toEqual([trade('6')]);
  });

  it('that came before the reset was known are published once', () => {
    const kept = 50;
    const known = [tradesUpdate(7, fromStream(1), ...many(60, 900)), ...arriving('4', '5')];
    expect(run(known, CONTEXT, kept).state.trades?.slice(-2)).toEqual([trade('5'), trade('4')]);
    const { state, delta } = run([...known, anew(trade('5'), trade('4'), trade('3'))], CONTEXT, kept);
    expect(delta?.trades).toMatchObject({ upsert: [trade('3')] });
    expect(idsOf(state.trades)).toEqual(['5', '4', '3']);
    const higher = ['2000', '2001'].map((id) => tradesUpdate(7, fromStream(7), trade(id)));
    const { state: as } = run([...known, ...higher], CONTEXT, kept);
    expect([as.trades?.length, as.trades?.at(-1)?.trade_id]).toEqual([kept, '912']);
  });

  it.each([
    ['none is known from before, as after a crash', []],
    ['those from before are known', [tradesUpdate(7, fromStream(1), ...many(3, 900))]],
  ])('stay although a late page does not list them when %s', (_, before) => {
    const polled = tradesUpdate(7, fromPoll(3), trade('7'), trade('5'));
    const updates = [...before, ...arriving('4', '5', '6'), polled, anew(trade('5'), trade('3'))];
    const { state, delta } = run(updates, CONTEXT, 20);
    expect(delta?.trades).toMatchObject({ upsert: [trade('3')] });
    expect(idsOf(state.trades)).toEqual(['7', '6', '5', '4', '3']);
    const whole = tradesUpdate(7, fromPoll(8), ...['7', '6', '5', '4', '3'].map((id) => trade(id)));
    expect(run([...updates, whole], CONTEXT, 20).delta).toBeNull();
  });

  it('stay known beyond the kept window when none is from before', () => {
    const updates = [...arriving('4', '5', '6'), anew(trade('6'), trade('5'))];
    const again = tradesUpdate(7, fromPoll(8), trade('5'), trade('4'));
    expect(run([...updates, again], CONTEXT, 1).delta).toBeNull();
  });

  it('take the place of one with the same id before the reset is known', () => {
    const [before, since, newer] = [trade('4', -9_000), trade('4', 4_000), trade('6', 6_000)];
    const first = tradesUpdate(7, fromStream(1), trade('3', -9_500), before);
    const updates = [first, tradesUpdate(7, fromPoll(2), newer, since)];
    const { state, delta } = run(updates);
    expect(state.trades).toEqual([newer, since, trade('3', -9_500)]);
    expect(delta?.trades).toEqual({ upsert: [newer, since] });
    expect(run([...updates, first, tradesUpdate(7, fromStream(3), since)]).delta).toBeNull();
  });

  it('leave none from before, also if their ids have become higher', () => {
    const before = [trade('5', -8_000), trade('4', -9_000), trade('3', -9_500)];
    const [since, newer] = [trade('4', 4_000), trade('6', 6_000)];
    const { state, delta } = run([tradesUpdate(7, fromStream(1), ...before), anew(newer, since)]);
    expect(state.trades).toEqual([newer, since]);
    expect(delta?.trades).toEqual({ upsert: [newer, since], remove: ['5', '3'] });
  });

  it('replace one from before that had the same id', () => {
    const before = tradesUpdate(7, fromStream(1), old(5), old(900));
    const { state, delta } = run([before, anew(trade('5'), trade('4'))], CONTEXT, 4);
    expect(state.trades).toEqual([trade('5'), trade('4')]);
    expect(delta?.trades).toEqual({ upsert: [trade('5'), trade('4')], remove: ['900'] });
  });

  it('are new although so many are known that lower ids count as old', () => {
    const before = tradesUpdate(7, fromStream(1), ...many(3_010, 5_000));
    const { state } = run([before, anew(trade('5'))], CONTEXT, 5);
    expect(idsOf(state.trades)).toEqual(['5']);
  });
});

describe('the size before a fill', () => {
  const fill = (trade_id: string, fields: Partial<Trade> = {}) =>
    tradesUpdate(7, fromStream(1), aTrade({ trade_id, size: '0.5', realized_pnl: '0', ...fields }));
  const check = { kind: 'check-fills', account_index: 7, cause: 'chain-broken' };

  it('that does not follow from the fill before asks for a page of trades', () => {
    const chained = [fill('1'), fill('2', { position_size_before: '0.50' })];
    expect(run(chained).demands).toEqual([]);
    const sold = fill('3', { side: 'sell', size: '1.5', position_size_before: '1' });
    expect(run([...chained, sold, fill('4', { position_size_before: '-0.5' })]).demands).toEqual([]);
    expect(run([...chained, fill('4', { position_size_before: '1.5' })]).demands).toEqual([check]);
    expect(run([...chained, fill('4')]).demands).toEqual([check]);
  });

  it('is compared within a market only, in the order of the ids', () => {
    const both = tradesUpdate(
      7,
      fromStream(1),
      aTrade({ trade_id: '2', size: '0.5', realized_pnl: '0', position_size_before: '0.5' }),
      aTrade({ trade_id: '1', size: '0.5', realized_pnl: '0' }),
    );
    expect(run([both]).demands).toEqual([]);
    expect(run([fill('1'), fill('2', { market_id: 1, position_size_before: '7' })]).demands).toEqual([]);
    expect(run([fill('5'), fill('3', { position_size_before: '7' })]).demands).toEqual([]);
  });

  it('is not known of spot trades, and not compared by what REST lists', () => {
    expect(run([fill('1'), fill('2', { realized_pnl: null })]).demands).toEqual([]);
    const listed = tradesUpdate(7, fromPoll(2), aTrade({ trade_id: '2', realized_pnl: '0' }));
    expect(run([fill('1'), listed]).demands).toEqual([]);
  });
});
