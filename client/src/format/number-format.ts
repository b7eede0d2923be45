import { isZero } from 'lighter-broadcaster-protocol/decimal';

/** Number formats that the settings offer. */
export interface NumberFormat {
  group: ',' | '.' | ' ' | '';
  decimal: '.' | ',';
}

export const NUMBER_FORMATS = {
  comma: { group: ',', decimal: '.' },
  dot: { group: '.', decimal: ',' },
  space: { group: '\u2009' as ' ', decimal: '.' },
  plain: { group: '', decimal: '.' },
} as const satisfies Record<string, NumberFormat>;
export type NumberFormatName = keyof typeof NUMBER_FORMATS;

/** A decimal split for display; nothing is rounded or added. */
export interface DecimalParts {
  sign: '' | '+' | '−';
  /** Grouped integer digits with up to two fraction digits. */
  head: string;
  /** The remaining digits, shown dimmed. */
  tail: string;
}

const MINUS = '−';

/** `money` emphasizes cents; a `quantity` (price, size) at least four significant digits. */
export type DecimalKind = 'money' | 'quantity';

/** @param signed include a plus sign */
export function decimalParts(
  value: string,
  format: NumberFormat,
  { signed = false, kind = 'money' }: { signed?: boolean; kind?: DecimalKind } = {},
): DecimalParts {
  const negative = value.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? value.slice(1) : value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, format.group);
  const digits = kind === 'money' ? 2 : readDigits(whole, fraction);
  const near = fraction.slice(0, digits);
  return {
    sign: isZero(value) ? '' : negative ? MINUS : signed ? '+' : '',
    head: near ? `${grouped}${format.decimal}${near}` : grouped,
    tail: fraction.slice(digits),
  };
}

/** Number of fraction digits for four significant ones, not counting leading zeros; at least two. */
function readDigits(whole: string, fraction: string): number {
  if (/[1-9]/.test(whole)) return Math.max(2, 4 - whole.length);
  return (/^0*/.exec(fraction)?.[0].length ?? 0) + 4;
}

/** All digits in one string. */
export function formatDecimal(value: string, format: NumberFormat, signed = false): string {
  const { sign, head, tail } = decimalParts(value, format, { signed });
  return sign + head + tail;
}
