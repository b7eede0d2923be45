import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { AccountEntities } from '../../lists/account-entities.js';
import { ORDERS, POSITIONS, TRADES } from '../../lists/entity-list.js';
import type { AccountState } from '../../live/model.js';
import { ErrorBoundary } from '../../ui/error-boundary.js';
import { Notice } from '../../ui/notice.js';
import { Tabs } from '../../ui/tabs.js';
import { FundingTable } from './funding-table.js';

const History = lazy(() => import('./history.js'));
const TABS = ['positions', 'orders', 'trades', 'funding', 'history'] as const;
type Tab = (typeof TABS)[number];

/** The lists of one account as tabs; the selected tab is kept in the address. */
export function AccountTabs({ account }: { account: AccountState }) {
  const [params, setParams] = useSearchParams();
  const named = params.get('tab') as Tab;
  const tab = TABS.includes(named) ? named : 'positions';
  const counts: Record<Tab, number | undefined> = {
    positions: account.positions?.length,
    orders: account.orders?.length,
    trades: account.trades?.length,
    funding: account.funding?.length,
    history: undefined,
  };
  return (
    <Tabs
      label="Lists of the account"
      value={tab}
      tabs={TABS.map((id) => ({ id, label: id[0]!.toUpperCase() + id.slice(1), count: counts[id] }))}
      onChange={(id) => setParams((before) => ofTab(id, before), { replace: true })}
    >
      <ErrorBoundary key={tab} label="This list">
        <Suspense fallback={null}>
          <TabContent tab={tab} account={account} />
        </Suspense>
      </ErrorBoundary>
    </Tabs>
  );
}

/** Each list has its own sorting and search. */
function ofTab(tab: Tab, before: URLSearchParams): URLSearchParams {
  const chart = [...before].filter(([name]) => name === 'range' || name === 'metric');
  return new URLSearchParams([['tab', tab], ...chart]);
}

function TabContent({ tab, account }: { tab: Tab; account: AccountState }) {
  switch (tab) {
    case 'positions':
      return (
        <AccountEntities
          list={POSITIONS}
          account={account}
          title="Open positions"
          empty={<Notice title="No open positions">This account is flat.</Notice>}
        />
      );
    case 'orders':
      return (
        <AccountEntities
          list={ORDERS}
          account={account}
          title="Open orders"
          empty={<Notice title="No open orders" />}
        />
      );
    case 'trades':
      return (
        <AccountEntities
          list={TRADES}
          account={account}
          title="Latest trades"
          empty={<Notice title="No trades yet">Fills appear here as they happen.</Notice>}
        />
      );
    case 'funding':
      return <FundingTable account={account} />;
    case 'history':
      return <History index={account.account_index} />;
  }
}
