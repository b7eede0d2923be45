import { isRange, type RangeName } from '../portfolio/ranges.js';
import { useAddress } from '../ui/use-address.js';

/** Time range of a view's charts; kept in the address. */
export function useRange(): { range: RangeName; choose: (range: RangeName) => void } {
  const { get, set } = useAddress();
  const named = get('range');
  return { range: isRange(named) ? named : '6h', choose: (range) => set('range', range) };
}
