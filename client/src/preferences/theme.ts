import { showTimesIn } from '../format/time.js';
import { getPreferences, subscribePreferences } from './preferences-store.js';

/** Paper is white, even when the screen is dark. */
const PRINT = matchMedia('print');
const DARK = matchMedia('(prefers-color-scheme: dark)');

export function resolvedTheme(): 'dark' | 'light' {
  if (PRINT.matches) return 'light';
  const { theme } = getPreferences();
  return theme === 'system' ? (DARK.matches ? 'dark' : 'light') : theme;
}

/** Keeps the document attributes used by the style sheet in sync with the preferences. */
export function followTheme(): void {
  const apply = (): void => {
    const { dataset } = document.documentElement;
    dataset.theme = resolvedTheme();
    dataset.palette = getPreferences().palette;
    dataset.density = getPreferences().density;
    dataset.privacy = getPreferences().privacy;
    showTimesIn(getPreferences().timeZone);
  };
  apply();
  subscribePreferences(apply);
  for (const media of [DARK, PRINT]) media.addEventListener('change', apply);
}
