import { useSyncExternalStore } from 'react';

/** Matches the style sheet's `max-sm`. */
const PHONE = matchMedia('(width < 40rem)');

/** Kept, because Chromium sends no event for a change that a read of `matches` has seen first. */
let isPhone = PHONE.matches;
PHONE.addEventListener('change', (event) => (isPhone = event.matches));

/** Whether the page is as narrow as a phone. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => isPhone);
}

function subscribe(onChange: () => void): () => void {
  PHONE.addEventListener('change', onChange);
  return () => PHONE.removeEventListener('change', onChange);
}
