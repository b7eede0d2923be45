import { Num } from './num.js';

interface QuantityProps {
  value: string | null | undefined;
  stale?: boolean;
  flash?: boolean;
  reason?: string | null;
}

/** A price or a size. */
export function Quantity({ value, stale = false, flash = false, reason = null }: QuantityProps) {
  return <Num value={value} kind="quantity" stale={stale} flash={flash} reason={reason} />;
}
