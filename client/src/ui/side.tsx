import { ArrowUpRight } from 'lucide-react';

/** Buy or sell, as text, arrow and color. */
export function Side({ side }: { side: 'buy' | 'sell' | 'long' | 'short' }) {
  const up = side === 'buy' || side === 'long';
  return (
    <span className={`inline-flex items-center gap-0.5 font-medium ${up ? 'text-up' : 'text-down'}`}>
      <ArrowUpRight size={12} className={up ? undefined : '-scale-y-100'} aria-hidden />
      {side}
    </span>
  );
}
