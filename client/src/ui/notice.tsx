import type { ReactNode } from 'react';

/** Replaces missing content: why there is none, and what to do about it. */
export function Notice({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center justify-center gap-1 px-4 py-8 text-center">
      <p className="font-medium">{title}</p>
      {children && <p className="text-muted max-w-prose">{children}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
