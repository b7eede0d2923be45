import type { ReactNode } from 'react';

/** One setting: name, description and control. */
export function Setting({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <div className="border-line flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t px-3 py-2.5">
      <div className="min-w-40 flex-1">
        <p className="font-medium">{name}</p>
        {note && <p className="text-muted text-xs">{note}</p>}
      </div>
      {children}
    </div>
  );
}
