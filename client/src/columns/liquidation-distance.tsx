import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';
import { dangerOfDistance } from '../portfolio/danger.js';
import { cx } from '../ui/cx.js';
import { Num } from '../ui/num.js';
import { None } from '../ui/unknown.js';

/** Beyond this the digits say nothing. */
const FAR = '1000';
const INK = { down: 'text-down font-semibold', warn: 'text-warn font-semibold' };

/** Distance of the mark to the liquidation price, in percent of the mark. */
export function LiquidationDistance({ distance, stale }: { distance: string | null; stale: boolean }) {
  if (distance === null) return <None />;
  if (compareDecimals(distance, FAR) > 0)
    return (
      <span className={cx('num text-muted', stale && 'stale')} title={`${distance} %`}>
        &gt; 1,000 %
      </span>
    );
  const danger = dangerOfDistance(distance);
  return (
    <span className={cx(danger && INK[danger])}>
      {danger && <span title="Near liquidation">! </span>}
      <Num value={distance} unit="%" stale={stale} />
    </span>
  );
}
