import type { ButtonHTMLAttributes } from 'react';
import { cx } from './cx.js';

const LOOKS = {
  plain: 'bg-panel border-line-strong hover:bg-hover text-text',
  primary: 'bg-accent border-accent text-on-accent hover:brightness-110',
  danger: 'bg-down-soft border-transparent text-down hover:brightness-105',
  quiet: 'border-transparent text-muted hover:bg-hover hover:text-text',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof LOOKS;
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(
        'inline-flex h-7 items-center justify-center gap-1.5 rounded-md border px-2.5 text-xs font-medium whitespace-nowrap disabled:cursor-default disabled:opacity-50 pointer-coarse:h-9',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  );
}
