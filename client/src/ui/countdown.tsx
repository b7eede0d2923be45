import { duration } from '../format/time.js';
import { useLive } from '../live/use-live.js';
import { useNow } from './use-now.js';

/** Time until `to` (server time). */
export function Countdown({ to }: { to: number }) {
  const left = to - useNow() - useLive((state) => state.clockOffset);
  return <span className="num">{left <= 0 ? 'now' : duration(Math.ceil(left / 1_000) * 1_000)}</span>;
}
