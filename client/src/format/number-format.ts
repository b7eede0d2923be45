import { isZero, minus, parseDecimal, quotient, toFixed } from 'lighter-broadcaster-protocol/decimal';

/** Number formats that the settings offer. */
export interface NumberFormat {
  group: ',' | '.' | ' ' | '';
  decimal: '.' | ',';
  /** Money with every digit instead of two decimals. */
  everyDigit?: boolean;
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

/** Amounts from here on are shown in millions. */
const COMPACT = parseDecimal('10000000');
const MILLION = parseDecimal('1000000');
/** Below a cent an amount keeps two significant digits, so that it never looks like zero. */
const CENT = parseDecimal('0.01');

/** A decimal as a table or tile shows it, with `exact` set when it is shortened. */
export interface ShownDecimal extends DecimalParts {
  exact: string | null;
}

/** Money in two decimals, or in millions; a quantity with all its digits. */
export function shownDecimal(
  value: string,
  format: NumberFormat,
  look: { signed?: boolean; kind?: DecimalKind } = {},
): ShownDecimal {
  if (look.kind === 'quantity' || format.everyDigit)
    return { ...decimalParts(value, format, look), exact: null };
  const short = shortened(value);
  const parts = decimalParts(short.text, format, look);
  const { head, tail } = parts;
  const exact = short.text === value && !short.unit ? null : formatDecimal(value, format, look.signed);
  return { ...parts, head: head + tail + short.unit, tail: '', exact };
}

function shortened(value: string): { text: string; unit: string } {
  const exact = parseDecimal(value);
  const size = exact.units < 0n ? { ...exact, units: -exact.units } : exact;
  if (size.units === 0n) return { text: '0.00', unit: '' };
  if (minus(size, COMPACT).units >= 0n) return { text: quotient(exact, MILLION, 2), unit: ' M' };
  if (minus(size, CENT).units >= 0n) return { text: toFixed(exact, 2), unit: '' };
  const leading = /^-?0*\.?(0*)/.exec(value)?.[1]?.length ?? 0;
  return { text: toFixed(exact, leading + 2), unit: '' };
}

/** All digits in one string. */
export function formatDecimal(value: string, format: NumberFormat, signed = false): string {
  const { sign, head, tail } = decimalParts(value, format, { signed });
  return sign + head + tail;
}
