import { useAddress } from '../use-address.js';
import type { Sort } from './table-head.js';

interface TableAddress extends ReturnType<typeof useAddress> {
  sort: Sort | null;
  setSort: (sort: Sort) => void;
  search: string;
  setSearch: (text: string) => void;
}

/** Sorting, search and filters of a table live in the address, so that reloading and sharing show the same rows. */
export function useTableAddress(initial: Sort | null): TableAddress {
  const address = useAddress();
  const text = address.get('sort');
  return {
    ...address,
    sort: text ? { id: text.replace(/^-/, ''), desc: text.startsWith('-') } : initial,
    setSort: ({ id, desc }) => address.set('sort', `${desc ? '-' : ''}${id}`),
    search: address.get('q') ?? '',
    setSearch: (value) => address.set('q', value),
  };
}
