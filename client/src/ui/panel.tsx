import type { ReactNode } from 'react';
import { cx } from './cx.js';
import { ErrorBoundary } from './error-boundary.js';

interface PanelProps {
  title: string;
  /** Target of a link to it. */
  id?: string;
  /** Number of items shown. */
  count?: string | number | undefined;
  /** Right of the title: filters and buttons. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled part of a view. Errors inside stay inside. */
export function Panel({ title, id, count, aside, className, children }: PanelProps) {
  return (
    <section
      id={id}
      aria-label={title}
      className={cx(
        'bg-panel border-line flex min-w-0 flex-col overflow-hidden rounded-lg border',
        className,
      )}
    >
      <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3 py-1.5">
        <div className="flex items-baseline gap-2">
          <h2 className="text-sm font-semibold">{title}</h2>
          {count !== undefined && <span className="text-muted num text-xs">{count}</span>}
        </div>
        <div className="flex min-w-0 flex-wrap items-center gap-2 max-sm:empty:hidden">{aside}</div>
      </header>
      <ErrorBoundary label={title}>{children}</ErrorBoundary>
    </section>
  );
}
