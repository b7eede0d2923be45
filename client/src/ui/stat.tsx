import type { ReactNode } from 'react';

interface StatProps {
  label: string;
  /** The figure. */
  children: ReactNode;
  /** Its recent history. */
  curve?: ReactNode;
  /** A caveat shown with it. */
  note?: ReactNode;
}

/** For figures that the exchange reports only every few minutes. */
export const REPORTED_EVERY_FEW_MINUTES = 'every few min';

/** A headline figure with its label above and its curve beside it. */
export function Stat({ label, children, curve, note }: StatProps) {
  return (
    <div className="bg-panel border-line flex min-w-0 flex-col gap-0.5 rounded-lg border px-3 py-2">
      <dt className="text-muted text-2xs flex justify-between gap-2 font-medium">
        <span className="truncate">{label}</span>
        {note && <span className="truncate font-normal">{note}</span>}
      </dt>
      <dd className="flex min-h-6 items-center gap-3 overflow-hidden">
        <span className="shrink-0 text-[0.9375rem] font-semibold">{children}</span>
        {curve && <span className="ml-auto flex max-w-24 min-w-0 flex-1 justify-end">{curve}</span>}
      </dd>
    </div>
  );
}
