import { account, trade } from '../../../test/support/history-rows.js';
import type { AccountState } from '../live/model.js';
import { closedGaps, hasLetGo, oldestTrades, realizedCurve, realizedSince } from './realized-today.js';

const SEAM = 1_000;

function accounts(...trades: (readonly [id: string, time: number, pnl: string | null])[][]) {
  return new Map(
    trades.map((list, index): [number, AccountState] => [
      index,
      account({
        account_index: index,
        trades: list.map(([trade_id, timestamp, realized_pnl]) =>
          trade({ trade_id, timestamp, realized_pnl }),
        ),
      }),
    ]),
  );
}

describe('realized PnL since the seam', () => {
  it('is the exact sum of trades since then', () => {
    const known = accounts(
      [
        ['9', SEAM, '0.1'],
        ['8', SEAM - 1, '7'],
      ],
      [
        ['6', SEAM + 5, '0.2'],
        ['5', SEAM + 1, '-0.000001'],
      ],
    );
    expect(realizedSince(known, SEAM)).toEqual({ realized: '0.299999', complete: true });
    expect(realizedSince(known, SEAM + 6)).toEqual({ realized: '0', complete: true });
  });

  it('is incomplete when a trade has no PnL or trades are unknown', () => {
    const known = accounts([['9', SEAM, null]], [['6', SEAM - 1, null]]);
    expect(realizedSince(known, SEAM)).toEqual({ realized: '0', complete: false });
    known.delete(0);
    expect(realizedSince(known, SEAM).complete).toBe(true);
    expect(realizedSince(new Map([[1, account({ trades: null })]]), SEAM).complete).toBe(false);
  });

  it('is requested again once a list drops a relevant trade', () => {
    const before = accounts([
      ['3', SEAM + 1, '1'],
      ['2', SEAM, '1'],
    ]);
    const oldest = oldestTrades(before);
    expect(hasLetGo(before, oldest, SEAM)).toBe(false);
    const grown = accounts([
      ['4', SEAM + 2, '1'],
      ['3', SEAM + 1, '1'],
      ['2', SEAM, '1'],
    ]);
    expect(hasLetGo(grown, oldest, SEAM)).toBe(false);
    const cut = accounts([
      ['4', SEAM + 2, '1'],
      ['3', SEAM + 1, '1'],
    ]);
    expect(hasLetGo(cut, oldest, SEAM)).toBe(true);
    expect(hasLetGo(cut, oldest, SEAM + 2)).toBe(false);
  });

  it('accumulates hour by hour from midnight to now', () => {
    const sums = {
      fees: '0',
      funding: '0',
      cash_flows: '0',
      net: '0',
      volume: '0',
      trades: 1,
      trades_without_pnl: 0,
    };
    const hour = (at: number, realized_pnl: string) => ({
      ...sums,
      hour: new Date(at).toISOString(),
      realized_pnl,
    });
    const HOUR = 3_600_000;
    const rows = [hour(0, '1.5'), hour(2 * HOUR, '-4')];
    expect(realizedCurve(rows, 0, { time: 2.5 * HOUR, value: -2 })).toEqual([
      { time: 0, value: 0 },
      { time: HOUR, value: 1.5 },
      { time: 2.5 * HOUR, value: -2 },
    ]);
  });

  it('counts closed gaps', () => {
    const gap = { gap_id: 'g', account_index: 7, cause: 'start', opened_at: 1, from_trade_id: null } as never;
    const gaps = [
      { ...(gap as object), closed_at: 5 },
      { ...(gap as object), closed_at: null },
    ] as never;
    expect(closedGaps(new Map([[7, account({ gaps })]]))).toBe(1);
  });
});
