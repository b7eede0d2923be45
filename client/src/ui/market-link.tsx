import { Link } from 'react-router';

/** A market's symbol; leads to the positions in it. */
export function MarketLink({ symbol }: { symbol: string }) {
  return (
    <Link
      to={`/positions?market=${encodeURIComponent(symbol)}`}
      tabIndex={-1}
      className="truncate font-semibold hover:underline"
    >
      {symbol}
    </Link>
  );
}
