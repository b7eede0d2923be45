import { useSyncExternalStore } from 'react';

/** Where the style sheet's `max-sm` holds. */
const PHONE = matchMedia('(width < 40rem)');

/** Whether the page is as narrow as a phone. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, isPhone);
}

function subscribe(told: () => void): () => void {
  PHONE.addEventListener('change', told);
  return () => PHONE.removeEventListener('change', told);
}

const isPhone = (): boolean => PHONE.matches;
