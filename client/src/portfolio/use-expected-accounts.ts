import { useStatus } from '../api/status.js';
import { useLive } from '../live/use-live.js';

/**
 * How many accounts this session sees. They arrive one by one, so until all have, a sum over them is unknown; `null` until the
 * number is known.
 */
export function useExpectedAccounts(): number | null {
  const { data, error } = useStatus();
  const arrived = useLive((state) => state.accounts.size);
  if (data) return data.accounts_configured;
  return error ? arrived : null;
}

/** Whether the state of every account has arrived: only then is an account that is not there unknown. */
export function useAllArrived(): boolean {
  const expected = useExpectedAccounts();
  return useLive(({ accounts }) => accounts.size > 0 && accounts.size >= (expected ?? Infinity));
}
