import type { ReactNode } from 'react';
import { cx } from './cx.js';

export type Tone = 'neutral' | 'up' | 'down' | 'warn' | 'accent';

const TONES: Record<Tone, string> = {
  neutral: 'bg-raised text-muted border-line',
  up: 'bg-up-soft text-up border-transparent',
  // A danger is also shown on a tinted row.
  down: 'bg-down-soft text-down border-down/40',
  warn: 'bg-warn-soft text-warn border-transparent',
  accent: 'bg-accent-soft text-accent border-transparent',
};

/** A short state as text; the color only repeats it. */
export function Badge({
  tone = 'neutral',
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={cx(
        'badge text-2xs inline-flex items-center gap-1 rounded border px-1.5 py-px font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
