import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

interface Address {
  /** `null` when absent. */
  get: (name: string) => string | null;
  /** An empty value removes the name. */
  set: (name: string, value: string) => void;
  /** Replaces everything: another view has searches and filters of its own. */
  clear: (rest: Record<string, string>) => void;
}

/** View state kept in the query string, so that reloading and sharing work. */
export function useAddress(): Address {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (name: string, value: string) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (value) after.set(name, value);
          else after.delete(name);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  const clear = useCallback(
    (rest: Record<string, string>) => setParams(rest, { replace: true }),
    [setParams],
  );
  return { get: (name) => params.get(name), set, clear };
}
