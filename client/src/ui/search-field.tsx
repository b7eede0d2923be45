import Search from 'lucide:search';
import { useState } from 'react';
import { SEARCH_KEY_TARGET } from './search-target.js';

/** A search box; `/` focuses the first one of the view, Escape clears it, then leaves it. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  // Typed text shows immediately; the address follows later and may lag behind fast typing.
  const [text, setText] = useState(value);
  return (
    <label className="border-line-strong bg-panel focus-within:border-accent flex h-7 w-44 items-center max-sm:basis-1/3 max-sm:grow gap-1.5 rounded-md border px-2 pointer-coarse:h-9">
      <Search size={13} className="text-muted shrink-0" />
      <input
        type="search"
        aria-label={label}
        placeholder="Search  /"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (text === '') return event.currentTarget.blur();
          setText('');
          onChange('');
        }}
        className="placeholder:text-muted w-full min-w-0 bg-transparent text-xs outline-none"
        {...{ [SEARCH_KEY_TARGET]: '' }}
      />
    </label>
  );
}
