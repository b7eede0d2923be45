import type { EquityCurves } from '../../api/history.js';
import type { ChartPoint } from '../../charts/to-scale.js';

/** Change of equity of each chosen account since its first known one, in percent; a line each, without points where unknown. */
export function changesOf(
  chosen: readonly number[],
  { times, accounts }: EquityCurves,
): readonly (readonly ChartPoint[])[] {
  return chosen.map((index) => {
    const equity = accounts.find(({ account_index }) => account_index === index)?.equity ?? [];
    const first = Number(equity.find((value) => value !== null));
    return equity.flatMap((value, place) =>
      value === null || !first
        ? []
        : [{ time: Date.parse(times[place]!), value: (Number(value) / first - 1) * 100 }],
    );
  });
}
