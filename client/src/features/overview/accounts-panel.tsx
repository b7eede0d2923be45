import { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useLive, useLiveStore } from '../../live/use-live.js';
import { figuresOf } from '../../portfolio/account-figures.js';
import { useWeekCurves, type Openings } from '../../portfolio/use-today.js';
import { Notice } from '../../ui/notice.js';
import type { CardLayout } from '../../ui/table/card.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { accountColumns } from './account-columns.js';
import { overviewRow, type OverviewRow } from './overview-row.js';

const keyOf = ({ account }: OverviewRow): string => String(account.account_index);
const RISKS = { down: 'danger', warn: 'watch', none: 'none' };
const FILTERS = [
  { name: 'in', label: 'Group', valueOf: ({ account }: OverviewRow) => account.label?.group ?? 'No group' },
  { name: 'health', label: 'Health', valueOf: ({ health }: OverviewRow) => health },
  { name: 'danger', label: 'Risk', valueOf: ({ danger }: OverviewRow) => RISKS[danger ?? 'none'] },
];
const GROUPS = {
  group: ({ account }: OverviewRow): string => account.label?.group ?? 'No group',
  owner: ({ account }: OverviewRow): string => /^Lighter_\d+/.exec(account.name)?.[0] ?? account.name,
  health: ({ health }: OverviewRow): string => health,
  risk: ({ danger }: OverviewRow): string => RISKS[danger ?? 'none'],
};
const CARD: CardLayout = {
  first: ['name', 'health'],
  firstEnd: ['equity'],
  second: [
    ['liq', 'liquidation'],
    ['margin', 'usage'],
  ],
  secondEnd: ['today', 'todayPercent'],
};
const toneOf = ({ danger }: OverviewRow) => danger;

/** Every account with its health and figures; a row opens the account. */
export function AccountsPanel({ openings, unread }: Openings) {
  const accounts = useLive((state) => state.throttled);
  const curves = useWeekCurves();
  const columns = useMemo(() => accountColumns(curves, unread), [curves, unread]);
  const store = useLiveStore();
  const navigate = useNavigate();
  const follow = useMemo(
    () => ({
      subscribe: store.subscribe,
      current: ({ account: { account_index: index } }: OverviewRow) => {
        const now = store.get().accounts.get(index);
        return now && overviewRow(figuresOf(now), openings.get(index));
      },
    }),
    [store, openings],
  );
  const rows = useMemo(
    () =>
      accounts.size === 0
        ? null
        : [...accounts].map(([index, account]) => overviewRow(figuresOf(account), openings.get(index))),
    [accounts, openings],
  );
  const open = useCallback(
    ({ account }: OverviewRow) => void navigate(`/accounts/${account.account_index}`),
    [navigate],
  );
  return (
    <TablePanel
      id="accounts"
      title="Accounts"
      rows={rows}
      rowKey={keyOf}
      follow={follow}
      columns={columns}
      card={CARD}
      sort={{ id: 'name', desc: false }}
      filters={FILTERS}
      groups={GROUPS}
      rowTone={toneOf}
      onOpen={open}
      className="min-h-96 flex-1 xl:min-h-0"
      empty={<Notice title="No account is configured" />}
    />
  );
}
