import type { ConnectionsState, EgressState } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { heardOver, isSilent } from '../../portfolio/standing.js';
import { useNow } from '../../ui/use-now.js';
import { Badge } from '../../ui/badge.js';
import { Countdown } from '../../ui/countdown.js';
import { Meter } from '../../ui/meter.js';
import { Panel } from '../../ui/panel.js';
import { Loading } from '../../ui/unknown.js';

/** Every egress with its remaining request budget. */
export function EgressPanel({ state }: { state: ConnectionsState | null }) {
  const egresses = state?.egresses ?? null;
  const heard = heardOver(state?.links ?? NO_LINKS);
  const now = useNow() + useLive(({ clockOffset }) => clockOffset);
  return (
    <Panel title="Egress and request budgets" count={egresses?.length}>
      <ul className="border-line max-h-64 overflow-y-auto border-t" tabIndex={0} aria-label="Egress">
        {egresses === null && (
          <li className="p-3">
            <Loading className="w-40" />
          </li>
        )}
        {egresses?.map((egress) => (
          <EgressRow
            key={egress.egress_id}
            egress={egress}
            silent={isSilent(heard.get(egress.egress_id), now)}
          />
        ))}
      </ul>
    </Panel>
  );
}

const NO_LINKS: ConnectionsState['links'] = [];

function EgressRow({ egress, silent }: { egress: EgressState; silent: boolean }) {
  const { host, protocol, healthy, fault, accounts, budget, blocked_until, rate_limited_count } = egress;
  return (
    <li className="border-line/60 grid grid-cols-[1fr_auto] gap-x-3 gap-y-1 border-b px-3 py-2">
      <span className="flex min-w-0 items-center gap-2">
        <strong className="truncate font-semibold">{host}</strong>
        {protocol !== host && <span className="text-muted">{protocol}</span>}
        {healthy && silent ? (
          <Badge tone="warn" title="Nothing was heard over this egress lately">
            not heard
          </Badge>
        ) : (
          <Badge tone={healthy ? 'neutral' : 'down'}>{healthy ? 'healthy' : (fault ?? 'faulty')}</Badge>
        )}
        {blocked_until !== null && (
          <Badge tone="warn" title="Rate limited by the exchange (429)">
            silent for <Countdown to={blocked_until} />
          </Badge>
        )}
      </span>
      <span className="text-muted num text-xs">
        {accounts.length} account{accounts.length === 1 ? '' : 's'}
        {rate_limited_count > 0 && ` · limited ${rate_limited_count}×`}
      </span>
      <Meter
        label={`Budget of ${host}`}
        value={budget.used}
        max={budget.limit}
        text={`${budget.used} of ${budget.limit} used in ${budget.window_s} s, ${budget.remaining} left`}
      />
    </li>
  );
}
