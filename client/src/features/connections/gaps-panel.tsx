import { useMemo } from 'react';
import { dateTime, duration } from '../../format/time.js';
import type { Gap } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { AccountName } from '../../ui/account-name.js';
import { Badge } from '../../ui/badge.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';

const SHOWN = 100;

/** Spans in which fills may have been missed, open ones first. */
export function GapsPanel() {
  const accounts = useLive((state) => state.accounts);
  const gaps = useMemo(
    () =>
      [...accounts.values()]
        .flatMap(({ gaps, name }) => gaps.map((gap) => ({ gap, name })))
        .sort(
          (a, b) =>
            Number(b.gap.closed_at === null) - Number(a.gap.closed_at === null) ||
            b.gap.opened_at - a.gap.opened_at,
        )
        .slice(0, SHOWN),
    [accounts],
  );
  return (
    <Panel title="Gaps" count={gaps.length} className="shrink-0">
      {gaps.length === 0 ? (
        <Notice title="No gaps">Every fill since the start is known.</Notice>
      ) : (
        <ul className="border-line max-h-64 overflow-y-auto border-t" tabIndex={0} aria-label="Gaps">
          {gaps.map(({ gap, name }) => (
            <li
              key={gap.gap_id}
              className="border-line/60 flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-1.5"
            >
              <span className="flex sm:w-44">
                <AccountName index={gap.account_index} name={name} />
              </span>
              <span className="sm:w-20">
                <Verdict gap={gap} />
              </span>
              <span className="sm:min-w-24">{gap.cause.replaceAll('-', ' ')}</span>
              <span className="num text-muted">{dateTime(gap.opened_at)}</span>
              {gap.closed_at !== null && (
                <span className="num text-muted">closed after {duration(gap.closed_at - gap.opened_at)}</span>
              )}
              {gap.trades_recovered !== null && <span className="num">{gap.trades_recovered} recovered</span>}
              {gap.reason && <span className="text-warn">{gap.reason}</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Verdict({ gap }: { gap: Gap }) {
  if (gap.closed_at === null) return <Badge tone="warn">open</Badge>;
  return gap.complete ? <Badge tone="neutral">complete</Badge> : <Badge tone="down">incomplete</Badge>;
}
