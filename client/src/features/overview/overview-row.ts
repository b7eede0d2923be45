import type { EquityChange } from '../../api/history.js';
import type { AccountFigures } from '../../portfolio/account-figures.js';
import { dangerOfDistance, dangerOfUsage, worseOf, type Danger } from '../../portfolio/danger.js';
import { gainOf, type Gain } from '../../portfolio/today.js';

/** An account with what it gained today. */
export interface OverviewRow extends AccountFigures {
  /** `null` while its equity now or at midnight is unknown. */
  today: Gain | null;
  danger: Danger | null;
}

/** Rows by figures, so that an account that did not change is the same row again. */
const rows = new WeakMap<AccountFigures, { opening: EquityChange | undefined; row: OverviewRow }>();

export function overviewRow(figures: AccountFigures, opening: EquityChange | undefined): OverviewRow {
  const known = rows.get(figures);
  if (known && known.opening === opening) return known.row;
  const { equity, nearest, marginUsage } = figures;
  const row = {
    ...figures,
    today: equity !== null && opening ? gainOf(equity, opening) : null,
    danger: worseOf(dangerOfDistance(nearest?.distance), dangerOfUsage(marginUsage)),
  };
  rows.set(figures, { opening, row });
  return row;
}
