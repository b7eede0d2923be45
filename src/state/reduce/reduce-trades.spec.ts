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
