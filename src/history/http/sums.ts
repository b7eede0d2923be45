import { sum } from 'lighter-broadcaster-protocol/decimal';
import type { EquityPoint, PnlGroup, PnlRow } from '../queries.js';
import type { EquityPointDto, EquitySumPointDto, PnlRowDto, PnlSumsDto } from './sums.dto.js';

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
export function pnlRow(by: PnlGroup, row: PnlRow, symbolOf: (marketId: number) => string | null): PnlRowDto {
  return { ...keyOf(by, row.key, symbolOf), ...withNet(row) };
}

export function pnlTotal(rows: readonly PnlRow[]): PnlSumsDto {
  const sumOf = (name: 'realized_pnl' | 'fees' | 'funding' | 'volume'): string =>
    sum(rows.map((row) => row[name]));
  return withNet({
    realized_pnl: sumOf('realized_pnl'),
    fees: sumOf('fees'),
    funding: sumOf('funding'),
    volume: sumOf('volume'),
    trades: rows.reduce((total, row) => total + row.trades, 0),
    trades_without_pnl: rows.reduce((total, row) => total + row.trades_without_pnl, 0),
  });
}

function keyOf(by: PnlGroup, key: number, symbolOf: (marketId: number) => string | null): Partial<PnlRowDto> {
  switch (by) {
    case 'account':
      return { account_index: key };
    case 'market':
      return { market_id: key, market: symbolOf(key) };
    case 'day':
      return { day: iso(key).slice(0, 10) };
    case 'hour':
      return { hour: iso(key) };
  }
}

function withNet(row: Omit<PnlRow, 'key'>): PnlSumsDto {
  const { realized_pnl, fees, funding, volume, trades, trades_without_pnl } = row;
  const paid = fees.startsWith('-') ? fees.slice(1) : `-${fees}`;
  const net = sum([realized_pnl, paid, funding]);
  return { realized_pnl, fees, funding, net, volume, trades, trades_without_pnl };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
