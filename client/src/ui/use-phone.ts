import { useSyncExternalStore } from 'react';

/** Matches the style sheet's `max-sm`. */
const PHONE = matchMedia('(width < 40rem)');

/** Whether the page is as narrow as a phone. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, isPhone);
}

function subscribe(onChange: () => void): () => void {
  PHONE.addEventListener('change', onChange);
  return () => PHONE.removeEventListener('change', onChange);
}

const isPhone = (): boolean => PHONE.matches;
