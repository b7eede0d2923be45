import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import type { Sort } from './table-head.js';

interface TableAddress {
  sort: Sort | null;
  setSort: (sort: Sort) => void;
  search: string;
  setSearch: (text: string) => void;
  get: (name: string) => string | null;
  set: (name: string, value: string | null) => void;
}

/** Sorting, search and filters of a table live in the address, so that reload and share show the same rows. */
export function useTableAddress(initial: Sort | null): TableAddress {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (name: string, value: string | null) =>
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
  const text = params.get('sort');
  return {
    sort: text ? { id: text.replace(/^-/, ''), desc: text.startsWith('-') } : initial,
    setSort: ({ id, desc }) => set('sort', `${desc ? '-' : ''}${id}`),
    search: params.get('q') ?? '',
    setSearch: (value) => set('q', value),
    get: (name) => params.get(name),
    set,
  };
}
