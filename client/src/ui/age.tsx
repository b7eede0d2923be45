import { useLive } from '../live/use-live.js';
import { age } from '../format/time.js';
import { useNow } from './use-now.js';

/** Age of `at` (server time); counts up by itself. */
export function Age({ at }: { at: number | null }) {
  const now = useNow();
  const offset = useLive((state) => state.clockOffset);
  return <span className="num">{at === null ? 'never' : age(now + offset - at)}</span>;
}
