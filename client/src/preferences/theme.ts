import { getPreferences, subscribePreferences } from './preferences-store.js';

const DARK = matchMedia('(prefers-color-scheme: dark)');

export function resolvedTheme(): 'dark' | 'light' {
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
  };
  apply();
  subscribePreferences(apply);
  DARK.addEventListener('change', apply);
}
