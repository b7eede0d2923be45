import WifiOff from 'lucide:wifi-off';
import { duration } from '../../format/time';
import { useLive, useLiveStore } from '../../live/use-live';
import { Button } from '../../ui/button';
import { useNow } from '../../ui/use-now';

/** Shown while the page has lost its server: age of the data, and the next attempt. */
export function ConnectionBanner() {
  const { phase, since, nextAttemptAt, reason } = useLive((state) => state.connection);
  const seen = useLive((state) => state.accounts.size > 0);
  const store = useLiveStore();
  const now = useNow();
  if (phase === 'live' || (phase === 'connecting' && !seen)) return null;
  const next =
    nextAttemptAt === null
      ? 'Trying now …'
      : `Next attempt in ${duration(Math.max(1, Math.ceil((nextAttemptAt - now) / 1_000)) * 1_000)}.`;
  return (
    <div
      role="alert"
      className="bg-down-soft text-down flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 text-xs"
    >
      <WifiOff size={14} />
      <strong>Connection to the server lost.</strong>
      <span className="num">
        {seen && `Everything below is ${duration(now - since)} old. `}
        {next}
      </span>
      {reason && <span>({reason})</span>}
      <Button look="quiet" className="ml-auto !text-down" onClick={() => store.reconnect()}>
        Reconnect now
      </Button>
    </div>
  );
}
