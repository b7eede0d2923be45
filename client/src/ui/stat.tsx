import type { ReactNode } from 'react';

/** A headline figure with its name above and what explains it below. */
export function Stat({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="bg-panel border-line flex min-w-0 flex-col gap-0.5 rounded-lg border px-3 py-2">
      <dt className="text-muted text-2xs truncate font-medium">{label}</dt>
      <dd className="flex min-h-6 items-baseline overflow-hidden text-base font-semibold">{children}</dd>
      {note !== undefined && (
        <dd className="text-muted text-2xs flex min-h-4 items-center gap-2 overflow-hidden whitespace-nowrap">
          {note}
        </dd>
      )}
    </div>
  );
}
