import { useSyncExternalStore } from 'react';
import { showTimesIn } from '../format/time.js';
import { getPreferences, subscribePreferences } from './preferences-store.js';

type Theme = 'dark' | 'light';

/** Paper is white, even when the screen is dark. */
const PRINT = matchMedia('print');
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** Kept, because Chromium sends no event for a change that a read of `matches` has seen first: only `apply` reads it. */
let applied = resolvedTheme();
const listeners = new Set<() => void>();

function resolvedTheme(): Theme {
  if (PRINT.matches) return 'light';
  const { theme } = getPreferences();
  return theme === 'system' ? (DARK.matches ? 'dark' : 'light') : theme;
}

/** Keeps the document attributes used by the style sheet in sync with the preferences, the system and the printer. */
export function followTheme(): void {
  apply();
  subscribePreferences(apply);
  for (const media of [DARK, PRINT]) media.addEventListener('change', apply);
}

/** The theme that the page shows, which the system changes as well as the preferences. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => applied);
}

function apply(): void {
  const { dataset } = document.documentElement;
  const { palette, density, privacy, timeZone } = getPreferences();
  applied = resolvedTheme();
  dataset.theme = applied;
  dataset.palette = palette;
  dataset.density = density;
  dataset.privacy = privacy;
  showTimesIn(timeZone);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
