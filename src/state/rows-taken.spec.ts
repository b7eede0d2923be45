import {
  aGap,
  anOrder,
  aTrade,
  fromPoll,
  fromStream,
  ordersUpdate,
  reported,
  aPosition,
  sourced,
} from '../../test/support/canonical.js';
import { reduce } from './reduce/reduce.js';
import { emptyRecord } from './reduce/account-record.js';
import { type TakenRows, rowsTaken } from './rows-taken.js';
import type { Arrival } from './reported.js';
import type { AccountUpdate, PositionsUpdate, TradesUpdate } from './update.js';

const CONTEXT = { marks: () => null, markFault: () => null, ttlMs: 5_000, exchangeNow: null };

/** What each of the updates moved. */
function takenBy(...updates: AccountUpdate[]): (TakenRows | null)[] {
  let before = emptyRecord(7, 'seven', 100);
  return updates.map((update) => {
    const { record: after } = reduce(before, update, CONTEXT);
    const taken = rowsTaken({ update, before, after });
    before = after;
    return taken;
  });
}

const texts = (taken: TakenRows | null): string[] => taken!.rows.map(({ text }) => text);

describe('the rows that an update moved', () => {
  const position = (text: string, fields = {}): PositionsUpdate['rows'][number] => ({
    ...sourced(reported(aPosition(fields))),
    text,
  });
  const positions = (
    arrival: Arrival,
    mode: 'snapshot' | 'update',
    ...rows: PositionsUpdate['rows']
  ): PositionsUpdate => ({ type: 'positions', account_index: 7, arrival, mode, rows });

  it('has every row of the stream whose text is new, also without a counted change', () => {
    const [, repeated, reworded] = takenBy(
      positions(fromStream(1), 'snapshot', position('a')),
      positions(fromStream(2), 'update', position('a')),
      { ...positions(fromStream(3), 'update', position('b')), frame: 'frame' },
    );
    expect(repeated!.rows).toEqual([]);
    expect(texts(reworded!)).toEqual(['b']);
    expect(reworded!.frame).toBe('frame');
  });

  it('ignores what polls word differently or value at another mark', () => {
    const [, valued, resized] = takenBy(
      positions(fromPoll(1), 'snapshot', position('a')),
      positions(fromPoll(2), 'snapshot', position('b', { position_value: '9', unrealized_pnl: '1' })),
      positions(fromPoll(3), 'snapshot', position('c', { size: '-9.5' })),
    );
    expect(valued!.rows).toEqual([]);
    expect(texts(resized!)).toEqual(['c']);
  });

  it('passes a frame on whole unless one of its rows is outdated', () => {
    const order = (id: string, version: number, status = 'open') => ({
      ...sourced(anOrder({ order_id: id, status }), version),
      text: `${id}@${version}`,
    });
    const [, whole, partly] = takenBy(
      ordersUpdate(7, fromStream(1), 'snapshot', order('1', 10), order('2', 10)),
      { ...ordersUpdate(7, fromStream(2), 'update', order('1', 11), order('2', 10)), frame: 'whole' },
      {
        ...ordersUpdate(7, fromStream(3), 'update', order('1', 9), order('2', 12, 'filled')),
        frame: 'partly',
      },
    );
    expect([texts(whole!), whole!.frame]).toEqual([['1@11'], 'whole']);
    expect([texts(partly!), partly!.frame]).toEqual([['2@12'], null]);
  });

  it('reports orders that a whole list leaves out, and each final state once', () => {
    const final = sourced(anOrder({ order_id: '1', status: 'filled' }), 12);
    const [, left, found, again] = takenBy(
      ordersUpdate(7, fromStream(1), 'snapshot', sourced(anOrder({ order_id: '1' }), 10)),
      ordersUpdate(7, fromStream(2), 'snapshot'),
      ordersUpdate(7, fromPoll(3), 'update', final),
      ordersUpdate(7, fromPoll(4), 'update', final),
    );
    expect(left!.lost).toBe(true);
    expect(found!.rows).toHaveLength(1);
    expect(again!.rows).toEqual([]);
  });

  it('has recovered fills of a gap and newer ones, never the past before it', () => {
    const trades = (arrival: Arrival, ...ids: string[]): TradesUpdate => ({
      type: 'trades',
      account_index: 7,
      arrival,
      rows: ids.map((id) => ({ ...sourced(aTrade({ trade_id: id })), text: id })),
    });
    const gap = aGap({ account_index: 7, from_trade_id: '5', closed_at: null });
    const [first, streamed, recovered] = takenBy(
      trades(fromPoll(1), '3', '5'),
      trades(fromStream(2), '9'),
      { type: 'gap', gap, at: 3 },
      trades(fromPoll(4), '9', '8', '4', '7', '10'),
    ).filter((taken) => taken !== null);
    expect(first!.rows).toEqual([]);
    expect(texts(streamed!)).toEqual(['9']);
    expect(texts(recovered!)).toEqual(['7', '8', '10']);
  });
});
