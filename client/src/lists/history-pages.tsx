import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import type { HistoryPage } from '../api/history.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import type { CardLayout } from '../ui/table/card.js';
import type { Column } from '../ui/table/column.js';
import { DataTable } from '../ui/table/data-table.js';
import type { Sort } from '../ui/table/table-head.js';

interface Identified {
  id?: string | undefined;
}

interface HistoryPagesProps<R extends Identified> {
  label: string;
  /** Identifies what is read: another one starts with its first page. */
  queryKey: readonly unknown[];
  /** Reads the page at the cursor; `null` is the first one. */
  read: (cursor: string | null) => Promise<HistoryPage<R>>;
  columns: readonly Column<R>[];
  card?: CardLayout;
  /** On the button that reads the next page. */
  more: string;
  empty: ReactNode;
}

const keyOf = ({ id }: Identified): string => String(id);

/** A table of the history, newest first, one page after another. */
export function HistoryPages<R extends Identified>(props: HistoryPagesProps<R>) {
  const { label, queryKey, read, columns, card, more, empty } = props;
  const [sort, setSort] = useState<Sort | null>(null);
  const { data, error, hasNextPage, fetchNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? null, [data]);
  if (error && !rows)
    return (
      <Notice
        title="The history cannot be read"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </Notice>
    );
  return (
    <>
      <DataTable
        label={label}
        rows={rows}
        rowKey={keyOf}
        columns={columns}
        card={card}
        sort={sort}
        onSort={setSort}
        empty={empty}
      />
      {(hasNextPage || error) && (
        <div className="border-line flex items-center justify-center gap-3 border-t p-1.5">
          {error && (
            <span role="alert" className="text-warn text-xs">
              The history cannot be read: {error.message}
            </span>
          )}
          {hasNextPage && (
            <Button look="quiet" disabled={isFetching} onClick={() => void fetchNextPage()}>
              {more}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
