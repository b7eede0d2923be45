import ArrowUpRight from 'lucide:arrow-up-right';

/** Buy or sell, long or short: text, arrow and a color of its own, because it is neither gain nor loss. */
export function Side({ side }: { side: 'buy' | 'sell' | 'long' | 'short' }) {
  const up = side === 'buy' || side === 'long';
  return (
    <span className={`inline-flex items-center gap-0.5 font-medium ${up ? 'text-long' : 'text-short'}`}>
      <ArrowUpRight size={12} className={up ? undefined : '-scale-y-100'} />
      {side}
    </span>
  );
}
