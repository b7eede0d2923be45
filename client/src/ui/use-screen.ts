import { useSyncExternalStore } from 'react';

/** Matches the style sheet's `max-sm`. */
const isPhone = following('(width < 40rem)');
/** From here on the style sheet sets all text larger. */
const isHuge = following('(width >= 3200px)');
const HUGE_SCALE = 1.25;

/** Whether the page is as narrow as a phone. */
export function usePhone(): boolean {
  return useSyncExternalStore(isPhone.subscribe, isPhone.current);
}

/** Size of text, and of what is measured in pixels for it, compared with a usual screen. */
export function useTextScale(): number {
  return useSyncExternalStore(isHuge.subscribe, isHuge.current) ? HUGE_SCALE : 1;
}

interface Following {
  current: () => boolean;
  subscribe: (onChange: () => void) => () => void;
}

/** Whether the query matches, kept: Chromium sends no event for a change that a read of `matches` has seen first. */
function following(query: string): Following {
  const media = matchMedia(query);
  let { matches } = media;
  media.addEventListener('change', (event) => (matches = event.matches));
  return {
    current: () => matches,
    subscribe(onChange) {
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
  };
}
