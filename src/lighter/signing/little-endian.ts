/** The unsigned little-endian integer in `bytes`. */
export function readLittleEndian(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** `value` as exactly `length` little-endian bytes; it must fit. */
export function writeLittleEndian(value: bigint, length: number): Buffer {
  const hex = value.toString(16).padStart(2 * length, '0');
  return Buffer.from(hex, 'hex').reverse();
}
