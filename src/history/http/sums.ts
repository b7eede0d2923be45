import { sum } from 'lighter-broadcaster-protocol/decimal';
import { localDate } from 'lighter-broadcaster-protocol/local-day';
import type { EquityChange } from '../equity-change.js';
import type { EquityPoint, PnlGroup, PnlQuery, PnlRow } from '../queries.js';
import type {
  EquityChangeDto,
  EquityPointDto,
  EquitySumPointDto,
  PnlRowDto,
  PnlSumsDto,
} from './sums.dto.js';

/** A point of a single account. */
export function accountPoint(point: EquityPoint): EquityPointDto {
  const { timestamp, equity, collateral, available_balance, pnl, stale_accounts } = point;
  const stale = stale_accounts > 0;
  return { timestamp: iso(timestamp), equity, collateral, available_balance, pnl, stale };
}

export function sumPoint({ timestamp, ...sums }: EquityPoint): EquitySumPointDto {
  return { timestamp: iso(timestamp), ...sums };
}

/** A row of sums with the key it was grouped by. */
export function pnlRow(
  { by, tz }: Pick<PnlQuery, 'by' | 'tz'>,
  row: PnlRow,
  symbolOf: (marketId: number) => string | null,
): PnlRowDto {
  return { ...keyOf(by, tz, row.key, symbolOf), ...withNet(row) };
}

export function equityChange({ opening_at, closing_at, ...change }: EquityChange): EquityChangeDto {
  return { ...change, opening_at: iso(opening_at), closing_at: iso(closing_at) };
}

export function pnlTotal(rows: readonly PnlRow[]): PnlSumsDto {
  const sumOf = (name: 'realized_pnl' | 'fees' | 'funding' | 'cash_flows' | 'volume'): string =>
    sum(rows.map((row) => row[name]));
  return withNet({
    realized_pnl: sumOf('realized_pnl'),
    fees: sumOf('fees'),
    funding: sumOf('funding'),
    cash_flows: sumOf('cash_flows'),
    volume: sumOf('volume'),
    trades: rows.reduce((total, row) => total + row.trades, 0),
    trades_without_pnl: rows.reduce((total, row) => total + row.trades_without_pnl, 0),
  });
}

function keyOf(
  by: PnlGroup,
  tz: string,
  key: number,
  symbolOf: (marketId: number) => string | null,
): Partial<PnlRowDto> {
  switch (by) {
    case 'account':
      return { account_index: key };
    case 'market':
      return { market_id: key, market: symbolOf(key) };
    case 'day':
      return { day: localDate(key, tz), day_start: iso(key) };
    case 'hour':
      return { hour: iso(key) };
  }
}

function withNet(row: Omit<PnlRow, 'key'>): PnlSumsDto {
  const { realized_pnl, fees, funding, cash_flows, volume, trades, trades_without_pnl } = row;
  const paid = fees.startsWith('-') ? fees.slice(1) : `-${fees}`;
  const net = sum([realized_pnl, paid, funding]);
  return { realized_pnl, fees, funding, net, cash_flows, volume, trades, trades_without_pnl };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
