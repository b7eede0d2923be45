import { dangerOfDistance } from '../portfolio/danger.js';
import { cx } from '../ui/cx.js';
import { Num } from '../ui/num.js';
import { None } from '../ui/unknown.js';

const INK = { down: 'text-down font-semibold', warn: 'text-warn font-semibold' };

/** Distance of the mark to the liquidation price, in percent of the mark. */
export function LiquidationDistance({ distance, stale }: { distance: string | null; stale: boolean }) {
  if (distance === null) return <None />;
  const danger = dangerOfDistance(distance);
  return (
    <span className={cx(danger && INK[danger])}>
      {danger && <span title="Near liquidation">! </span>}
      <Num value={distance} unit="%" stale={stale} />
    </span>
  );
}
