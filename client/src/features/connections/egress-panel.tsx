import type { EgressState } from '../../live/model.js';
import { Badge } from '../../ui/badge.js';
import { Countdown } from '../../ui/countdown.js';
import { Meter } from '../../ui/meter.js';
import { Panel } from '../../ui/panel.js';
import { Loading } from '../../ui/unknown.js';

/** Every egress with its remaining request budget. */
export function EgressPanel({ egresses }: { egresses: readonly EgressState[] | null }) {
  return (
    <Panel title="Egress and request budgets" count={egresses?.length}>
      <ul className="border-line max-h-64 overflow-y-auto border-t" tabIndex={0} aria-label="Egress">
        {egresses === null && (
          <li className="p-3">
            <Loading className="w-40" />
          </li>
        )}
        {egresses?.map((egress) => (
          <EgressRow key={egress.egress_id} egress={egress} />
        ))}
      </ul>
    </Panel>
  );
}

function EgressRow({ egress }: { egress: EgressState }) {
  const { host, protocol, healthy, fault, accounts, budget, blocked_until, rate_limited_count } = egress;
  return (
    <li className="border-line/60 grid grid-cols-[1fr_auto] gap-x-3 gap-y-1 border-b px-3 py-2">
      <span className="flex min-w-0 items-center gap-2">
        <strong className="truncate font-semibold">{host}</strong>
        {protocol !== host && <span className="text-muted">{protocol}</span>}
        <Badge tone={healthy ? 'up' : 'down'}>{healthy ? 'healthy' : (fault ?? 'faulty')}</Badge>
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
