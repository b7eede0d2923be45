import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

interface Address {
  /** `null` when it is not there. */
  get: (name: string) => string | null;
  /** Nothing is left of a name whose value is empty. */
  set: (name: string, value: string) => void;
}

/** What of a view stands in the query of its address, so that reload and share work. */
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
  return { get: (name) => params.get(name), set };
}
