import { useLive } from './use-live.js';

/** What people call an account, else its configured name. */
export function useAccountName(index: number, configured: string): string {
  return useLive((state) => state.throttled.get(index)?.label?.label) ?? configured;
}
