import { useCallback } from 'react';
import type { AccountState } from '../live/model.js';
import { useLiveStore } from '../live/use-live.js';
import type { Entry } from './entries.js';

/** Finds what an entry has become by now; `undefined` once it is gone. */
export function useCurrentEntry<T>(
  entriesOf: (account: AccountState) => readonly Entry<T>[],
): (entry: Entry<T>) => Entry<T> | undefined {
  const store = useLiveStore();
  return useCallback(
    ({ key, index }: Entry<T>) => {
      const account = store.get().accounts.get(index);
      return account && entriesOf(account).find((entry) => entry.key === key);
    },
    [store, entriesOf],
  );
}
