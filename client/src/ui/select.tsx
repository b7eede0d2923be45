import type { SelectHTMLAttributes } from 'react';
import { cx } from './cx.js';

interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  label: string;
  options: readonly (string | { value: string; label: string })[];
  /** Label of the empty option. */
  none?: string;
}

export function Select({ label, options, none, className, ...rest }: SelectProps) {
  return (
    <select
      aria-label={label}
      title={label}
      className={cx(
        'bg-panel border-line-strong hover:bg-hover h-7 max-w-44 rounded-md max-sm:max-w-none max-sm:grow max-sm:basis-1/3 border px-2 text-xs pointer-coarse:h-9',
        className,
      )}
      {...rest}
    >
      {none !== undefined && <option value="">{none}</option>}
      {options.map((option) => {
        const { value, label: text } = typeof option === 'string' ? { value: option, label: option } : option;
        return (
          <option key={value} value={value}>
            {text}
          </option>
        );
      })}
    </select>
  );
}
