import { timeOfDay } from '../../format/time';
import { useStanding } from '../../portfolio/use-standing';
import { Badge } from '../../ui/badge';

/** The worst state of page, collection, exchange and accounts; always visible. */
export function ConnectionPill() {
  const { tone, label, since } = useStanding();
  return (
    <span role="status">
      <Badge tone={tone}>
        <span aria-hidden className="size-1.5 rounded-full bg-current" />
        <span>{label}</span>
        {since !== null && <span className="max-sm:hidden">since {timeOfDay(since).slice(0, 5)}</span>}
      </Badge>
    </span>
  );
}
