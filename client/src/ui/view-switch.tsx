import type { ReactNode } from 'react';
import { Segmented } from './segmented.js';
import { useAddress } from './use-address.js';

/** Two tables at one address, each with searches and filters of its own; the second one is named in the address. */
export function ViewSwitch({
  first,
  second,
}: {
  first: { label: string; content: ReactNode };
  second: { name: string; label: string; content: ReactNode };
}) {
  const { get, clear } = useAddress();
  const isSecond = get('view') === second.name;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex px-1 pt-1">
        <Segmented
          label="View"
          value={isSecond ? 'second' : 'first'}
          options={{ first: first.label, second: second.label }}
          onChange={(next) => clear(next === 'second' ? { view: second.name } : {})}
        />
      </div>
      {isSecond ? second.content : first.content}
    </div>
  );
}
