import { browserStorage } from './browser-storage.js';
import { readPreferences, type Preferences } from './preferences.js';

const KEY = 'lighter-broadcaster.preferences';

let current = readPreferences(browserStorage.read(KEY));
const listeners = new Set<() => void>();

export function getPreferences(): Preferences {
  return current;
}

/** Stores the change in this browser; other tabs follow. */
export function setPreferences(change: Partial<Preferences>): void {
  become({ ...current, ...change });
  keepPreferences();
}

/** @returns whether this browser allows storage */
export function keepPreferences(): boolean {
  return browserStorage.write(KEY, JSON.stringify(current));
}

export function subscribePreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

addEventListener('storage', ({ key, newValue }) => {
  if (key === KEY) become(readPreferences(newValue));
});

function become(next: Preferences): void {
  current = next;
  for (const listener of listeners) listener();
}
