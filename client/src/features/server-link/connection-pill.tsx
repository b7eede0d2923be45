import { useLive } from '../../live/use-live';
import type { ConnectionPhase } from '../../live/live-source';
import { Badge, type Tone } from '../../ui/badge';

const LOOKS: Record<ConnectionPhase, { tone: Tone; label: string }> = {
  live: { tone: 'up', label: 'Live' },
  connecting: { tone: 'neutral', label: 'Connecting' },
  lost: { tone: 'down', label: 'Offline' },
};

/** State of the page's connection to its server, always visible. */
export function ConnectionPill() {
  const phase = useLive((state) => state.connection.phase);
  const { tone, label } = LOOKS[phase];
  return (
    <span role="status">
      <Badge tone={tone}>
        <span aria-hidden className="size-1.5 rounded-full bg-current" />
        {label}
      </Badge>
    </span>
  );
}
