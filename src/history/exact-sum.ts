/** A running sum of decimals without rounding: an integer and its number of decimal places. */
export interface ExactSum {
  digits: bigint;
  scale: number;
}

export const ZERO: ExactSum = { digits: 0n, scale: 0 };

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** @throws RangeError when `text` is not a plain decimal */
export function addExact(sum: ExactSum, text: string): ExactSum {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`not a decimal: ${text}`);
  const [, sign = '', whole = '', fraction = ''] = match;
  const scale = Math.max(sum.scale, fraction.length);
  const value = shifted(BigInt(sign + whole + fraction), scale - fraction.length);
  return { digits: shifted(sum.digits, scale - sum.scale) + value, scale };
}

/** Skips the multiplication when the scales agree, as they nearly always do. */
function shifted(digits: bigint, by: number): bigint {
  return by === 0 ? digits : digits * 10n ** BigInt(by);
}

/** The sum as text, with as many decimals as the most precise summand. */
export function exactText({ digits, scale }: ExactSum): string {
  const negative = digits < 0n;
  const text = String(negative ? -digits : digits).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  return `${negative ? '-' : ''}${whole}${scale > 0 ? `.${text.slice(text.length - scale)}` : ''}`;
}
