import { cx } from './cx.js';

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: Readonly<Record<T, string>>;
  onChange: (value: T) => void;
}

/** A choice of a few options, all visible. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <div
      role="group"
      aria-label={label}
      className="border-line-strong flex h-7 overflow-hidden rounded-md border pointer-coarse:h-9"
    >
      {(Object.entries(options) as [T, string][]).map(([name, text]) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === value}
          onClick={() => onChange(name)}
          className={cx(
            'px-2 text-xs font-medium whitespace-nowrap focus-visible:-outline-offset-2',
            name === value ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-hover hover:text-text',
          )}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
