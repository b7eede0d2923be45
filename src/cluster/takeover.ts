import type { AccountState, Position } from 'lighter-broadcaster-protocol/account';
import { type AccountImage, IMAGE_VERSION, type RestartImage } from '../state/restart-image.js';
import type { ReportedPosition } from '../state/reported.js';
import type { SharedState } from './shared-state.js';

/** Texts of an account's rows as the exchange sent them, by field of the account's hash. */
export type RowTexts = ReadonlyMap<string, string>;

/**
 * What a new leader continues from: exactly what clients were sent, in the same epoch. Nothing of it counts as fresh until
 * this leader has confirmed it.
 */
export function takeoverImage(
  shared: SharedState,
  texts: ReadonlyMap<number, RowTexts>,
  tradesKept: number,
): RestartImage {
  const { head, accounts, markets, incidents, alerts } = shared;
  return {
    version: IMAGE_VERSION,
    epoch: head.epoch,
    total: head.total,
    seqs: Object.fromEntries(head.streams),
    trades_kept: tradesKept,
    marks: [],
    accounts: [...accounts.values()].map(({ state }) =>
      imageOf(state, texts.get(state.account_index) ?? new Map()),
    ),
    markets,
    incidents,
    alerts,
  };
}

function imageOf(state: AccountState, texts: RowTexts): AccountImage {
  // Version 0: the exchange's next report of the row counts, whichever transport brings it.
  const beside = (field: string, entity: object): [string, number] => [
    texts.get(field) ?? JSON.stringify(entity),
    0,
  ];
  return {
    state,
    sent: state.sections,
    positions: (state.positions ?? []).map((position) => {
      const [text, version] = beside(`p/${position.market_id}`, position);
      return { entity: reported(position), text, version };
    }),
    orders: (state.orders ?? []).map((order) => beside(`o/${order.order_id}`, order)),
    trades: (state.trades ?? []).map((trade) => beside(`t/${trade.trade_id}`, trade)),
    finals: [],
    vanished: [],
    listedUpTo: 0,
    knownTrades: (state.trades ?? []).map(({ trade_id }) => trade_id),
    streamFields: [],
    raw: null,
  };
}

function reported(position: Position): ReportedPosition {
  const {
    mark_price: _price,
    mark_at: _at,
    pnl_source: _source,
    liquidation_distance: _distance,
    ...row
  } = position;
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as ReportedPosition;
}
