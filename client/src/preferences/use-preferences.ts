import { createContext, useContext, useSyncExternalStore } from 'react';
import { NUMBER_FORMATS, type NumberFormat } from '../format/number-format.js';
import type { Preferences } from './preferences.js';
import { getPreferences, subscribePreferences } from './preferences-store.js';

export function usePreference<K extends keyof Preferences>(name: K): Preferences[K] {
  return useSyncExternalStore(subscribePreferences, () => getPreferences()[name]);
}

/** One component reads the preference for all numbers: there are many, and they mount and unmount as tables scroll. */
export const NumberFormatContext = createContext<NumberFormat>(NUMBER_FORMATS.comma);

export function useNumberFormat(): NumberFormat {
  return useContext(NumberFormatContext);
}
