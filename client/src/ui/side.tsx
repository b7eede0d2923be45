import { ArrowDownRight, ArrowUpRight } from 'lucide-react';

/** Buy or sell, in word, arrow and colour. */
export function Side({ side }: { side: 'buy' | 'sell' | 'long' | 'short' }) {
  const up = side === 'buy' || side === 'long';
  const Arrow = up ? ArrowUpRight : ArrowDownRight;
  return (
    <span className={`inline-flex items-center gap-0.5 font-medium ${up ? 'text-up' : 'text-down'}`}>
      <Arrow size={12} aria-hidden />
      {side}
    </span>
  );
}
