import type { Cluster } from '../../api/status.js';
import { useCluster } from '../../api/status.js';
import { age, duration } from '../../format/time.js';
import { useLive } from '../../live/use-live.js';
import { Badge } from '../../ui/badge.js';
import { Panel } from '../../ui/panel.js';
import { useNow } from '../../ui/use-now.js';

/** Members announce themselves every second, and the log has an entry as often. */
const LATE_MS = 5_000;

/** The processes of a cluster: roles, who leads which share since when, how far each is behind the log. Nothing for a single process. */
export function MembersPanel() {
  const { data: cluster, isError } = useCluster();
  const now = useNow() + useLive(({ clockOffset }) => clockOffset);
  if (!cluster) return null;
  const { members, leads_since, engine, rate_limits, shares } = cluster;
  const isPartly = shares !== undefined && shares.led > 0;
  return (
    <Panel
      title="Cluster"
      count={members.length}
      className="shrink-0"
      aside={
        <span className="flex flex-wrap items-center gap-2">
          {isError && <Badge tone="warn">not current</Badge>}
          {engine === 'down' && <Badge tone="down">engine unreachable</Badge>}
          {rate_limits === 'local' && (
            <Badge tone="warn" title="This gateway counts requests alone until it reaches the engine">
              limits per gateway
            </Badge>
          )}
          {leads_since === null ? (
            <Badge tone="down">
              {isPartly ? `${shares.led} of ${shares.count} shares have a leader` : 'no collector leads'}
            </Badge>
          ) : (
            <span className="text-muted num text-xs">
              {shares ? `leaders of ${shares.count} shares` : 'leader'} for {duration(now - leads_since)}
            </span>
          )}
        </span>
      }
    >
      <ul className="border-line max-h-64 overflow-y-auto border-t" tabIndex={0} aria-label="Members">
        {members.map((member) => (
          <Member key={member.name} member={member} />
        ))}
      </ul>
    </Panel>
  );
}

function Member({ member }: { member: Cluster['members'][number] }) {
  const { name, roles, version, leads, seen_ms, lag_ms, share } = member;
  const task = share == null ? 'leads' : `leads share ${share}`;
  return (
    <li className="border-line/60 flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-1.5">
      <strong className="min-w-0 truncate font-semibold sm:w-72">{name}</strong>
      <span className="flex items-center gap-2">
        <Badge tone={leads ? 'up' : 'neutral'}>{leads ? task : roles.join(', ')}</Badge>
        {seen_ms > LATE_MS && <Badge tone="down">silent for {duration(seen_ms)}</Badge>}
      </span>
      <span className="text-muted num text-xs">{version}</span>
      {lag_ms !== null && (
        <span className={lag_ms > LATE_MS ? 'text-warn num text-xs' : 'text-muted num text-xs'}>
          {lag_ms > LATE_MS ? `${age(lag_ms)} behind the log` : 'reads the log'}
        </span>
      )}
    </li>
  );
}
