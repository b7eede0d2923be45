/** Text of `value` / 10^decimals with exactly `decimals` digits after the point (trailing zeros kept). */
export function formatScaled(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return negative ? `-${text}` : text;
}

/** `text` × 10^decimals as an integer. Throws when the text is not a decimal or has too many decimals. */
export function parseScaled(text: string, decimals: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a decimal`);
  const [, sign, whole, fraction = ''] = match;
  const kept = fraction.slice(0, decimals);
  if (/[1-9]/.test(fraction.slice(decimals))) throw new Error(`"${text}" has more than ${decimals} decimals`);
  const value = BigInt(`${whole}${kept.padEnd(decimals, '0')}`);
  return sign ? -value : value;
}

/** The shortest JSON number for `value` / 10^decimals, digit-exact. */
export function jsonNumber(value: bigint, decimals: number): string {
  const text = formatScaled(value, decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
