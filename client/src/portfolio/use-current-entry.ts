import { useMemo } from 'react';
import type { AccountState } from '../live/model.js';
import { useLiveStore } from '../live/use-live.js';
import type { Follow } from '../ui/table/column.js';
import type { Entry } from './entries.js';

/** Maps each entry to its current state. */
export function useCurrentEntry<T>(
  entriesOf: (account: AccountState) => readonly Entry<T>[],
): Follow<Entry<T>> {
  const store = useLiveStore();
  return useMemo(
    () => ({
      subscribe: store.subscribe,
      current: ({ key, index }) => {
        const account = store.get().accounts.get(index);
        return account && entriesOf(account).find((entry) => entry.key === key);
      },
    }),
    [store, entriesOf],
  );
}
