import { ChangeRows } from '../../src/history/recording/change-rows.js';
import { columnsOf, type TableName } from '../../src/history/tables.js';
import { parseFrame } from '../../src/lighter/mapper/frame.js';
import {
  mapAccountResponse,
  mapFundingResponse,
  mapMarketsResponse,
  mapTradesResponse,
} from '../../src/lighter/mapper/response.js';
import { mapFrame } from '../../src/lighter/mapper/stream.js';
import type { Update } from '../../src/state/update.js';
import { fixture } from '../support/fixtures.js';
import { setUpStore, STATE_OPTIONS_FOR_TESTS } from '../support/state-store.js';

const ACCOUNT = 281001;
const symbolOf = String;
const context = { accountIndex: ACCOUNT, askedMono: 1000, receivedAt: 1200, receivedMono: 1200, symbolOf };

const frames = (...names: string[]): Update[] =>
  names.flatMap((name) => {
    const updates = mapFrame(parseFrame(fixture(name)), { receivedAt: 2000, receivedMono: 2000, symbolOf });
    for (const update of updates) expect(update).not.toHaveProperty('unreadable');
    return updates;
  });

/** The history of every message of the exchange on record. */
function historyOf(updates: Update[]): Map<TableName, Record<string, unknown>[]> {
  const { clock, store } = setUpStore({
    ...STATE_OPTIONS_FOR_TESTS,
    accounts: [{ index: ACCOUNT, name: 'Lighter_1_x' }],
  });
  const changeRows = new ChangeRows(store, store, { positions: [], orders: [], outages: [] });
  const rows = new Map<TableName, Record<string, unknown>[]>();
  store.subscribe('history', (change, cause) => {
    for (const { table, values } of changeRows.of(change, cause))
      rows.set(table, [...(rows.get(table) ?? []), { ...values }]);
  });
  for (const update of updates) {
    store.apply(update);
    // A generation of marks.
    clock.advance(1_000);
  }
  return rows;
}

/** Whether the exchange sent this field; it omits one of a position now and then. */
function isSent(row: Record<string, unknown>, name: string): boolean {
  return name !== 'total_funding_paid_out' || String(row.raw_data).includes(name);
}

describe('history of everything the exchange sends has no empty column', () => {
  const rows = historyOf([
    mapMarketsResponse(fixture('rest-orderBooks'), context),
    ...frames('ws-subscribed-market_stats-all', 'ws-subscribed-user_stats'),
    ...frames('ws-subscribed-account_all_orders', 'ws-subscribed-account_all_trades'),
    ...mapAccountResponse(fixture('rest-account'), context),
    mapTradesResponse(fixture('rest-trades'), context).update,
    mapFundingResponse(fixture('rest-positionFunding'), context).update,
    ...frames(
      'ws-subscribed-account_all',
      'ws-update-account_all_orders-filled',
      'ws-update-account_all_orders-canceled',
      'ws-update-account_all_trades',
      'ws-update-account_all_positions-closed',
    ),
  ]);

  it.each(['trades', 'orders', 'funding', 'positions', 'account_snapshots'] as const)('%s', (table) => {
    const found = rows.get(table) ?? [];
    expect(found.length).toBeGreaterThan(0);
    const empty = found.flatMap((row) =>
      columnsOf(table).filter(([name]) => row[name] === null && isSent(row, name)),
    );
    expect(new Set(empty.map(([name]) => name))).toEqual(new Set());
    expect(found.filter(({ market }) => /^\d+$/.test(String(market)))).toEqual([]);
  });
});
