import { memo } from 'react';
import { shownDecimal, type DecimalKind } from '../format/number-format.js';
import { useNumberFormat } from '../preferences/use-preferences.js';
import { cx } from './cx.js';
import { Unknown } from './unknown.js';
import { useFlash } from './use-flash.js';

interface NumProps {
  /** A decimal; `null` or absent is unknown. */
  value: string | null | undefined;
  /** Show the sign and color by it: for profit and loss. */
  signed?: boolean;
  kind?: DecimalKind;
  /** `$`, `%`, `x` … after the digits, dimmed. */
  unit?: string;
  stale?: boolean;
  /** Tint briefly on change: for what only a trade changes. */
  flash?: boolean;
  /** Why it is unknown. */
  reason?: string | null;
  className?: string;
}

/** By the sign shown: zero has none, however it is spelled. */
const INK = { '+': 'text-up', '': 'text-muted', '−': 'text-down' } as const;

/** A decimal, grouped and tabular: money in two decimals with the exact value in its title, quantities with every digit. */
export const Num = memo(function Num(props: NumProps) {
  const { value, signed = false, kind = 'money', unit, stale, flash = false, reason, className } = props;
  const format = useNumberFormat();
  const element = useFlash<HTMLSpanElement>(flash ? value : null);
  if (value === null || value === undefined) return <Unknown reason={reason} />;
  const { sign, head, tail, exact } = shownDecimal(value, format, { signed, kind });
  const ink = signed && !stale && INK[sign];
  return (
    <span
      ref={element}
      title={exact ?? undefined}
      className={cx('num rounded-sm', !unit && 'amount', ink, stale && 'stale', className)}
    >
      {sign + head}
      <span className={cx('text-[0.9em] leading-none font-normal', !signed && 'text-muted')}>{tail}</span>
      {unit && <span className="text-muted ml-0.5 text-[0.9em] leading-none">{unit}</span>}
    </span>
  );
});
