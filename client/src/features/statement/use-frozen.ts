import { useState } from 'react';

/** `value` at the first render, with the time. */
export function useFrozen<T>(value: T): { value: T; at: number } {
  const [frozen] = useState(() => ({ value, at: Date.now() }));
  return frozen;
}
