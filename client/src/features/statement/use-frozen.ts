import { useState } from 'react';

/** What `value` was when the component first showed, and when that was. */
export function useFrozen<T>(value: T): { value: T; at: number } {
  const [frozen] = useState(() => ({ value, at: Date.now() }));
  return frozen;
}
