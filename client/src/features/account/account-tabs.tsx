import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { ORDER_COLUMNS } from '../../columns/order-columns.js';
import { POSITION_COLUMNS } from '../../columns/position-columns.js';
import { TRADE_COLUMNS } from '../../columns/trade-columns.js';
import type { AccountState } from '../../live/model.js';
import { ordersOf, positionsOf, tradesOf, type Entry } from '../../portfolio/entries.js';
import { ErrorBoundary } from '../../ui/error-boundary.js';
import { Notice } from '../../ui/notice.js';
import { Tabs } from '../../ui/tabs.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { FundingTable } from './funding-table.js';
import { UnknownSection } from './unknown-section.js';

const History = lazy(() => import('./history.js'));
const keyOf = ({ key }: Entry<unknown>): string => key;
const TABS = ['positions', 'orders', 'trades', 'funding', 'history'] as const;
type Tab = (typeof TABS)[number];

/** The lists of one account, one at a time; which one stands in the address. */
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
      onChange={(id) => setParams({ tab: id }, { replace: true })}
    >
      <ErrorBoundary label="This list">
        <Suspense fallback={null}>
          <TabContent tab={tab} account={account} />
        </Suspense>
      </ErrorBoundary>
    </Tabs>
  );
}

function TabContent({ tab, account }: { tab: Tab; account: AccountState }) {
  const { sections } = account;
  switch (tab) {
    case 'positions':
      return account.positions === null ? (
        <UnknownSection name="Positions" section={sections.positions} />
      ) : (
        <TablePanel
          id="account-positions"
          title="Open positions"
          rows={positionsOf(account)}
          rowKey={keyOf}
          columns={POSITION_COLUMNS}
          sort={{ id: 'value', desc: true }}
          empty={<Notice title="No open positions">This account is flat.</Notice>}
        />
      );
    case 'orders':
      return account.orders === null ? (
        <UnknownSection name="Orders" section={sections.orders} />
      ) : (
        <TablePanel
          id="account-orders"
          title="Open orders"
          rows={ordersOf(account)}
          rowKey={keyOf}
          columns={ORDER_COLUMNS}
          sort={{ id: 'updated', desc: true }}
          empty={<Notice title="No open orders" />}
        />
      );
    case 'trades':
      return account.trades === null ? (
        <UnknownSection name="Trades" section={sections.trades} />
      ) : (
        <TablePanel
          id="account-trades"
          title="Latest trades"
          rows={tradesOf(account)}
          rowKey={keyOf}
          columns={TRADE_COLUMNS}
          sort={{ id: 'time', desc: true }}
          empty={<Notice title="No trades yet">Fills appear here as they happen.</Notice>}
        />
      );
    case 'funding':
      return <FundingTable account={account} />;
    case 'history':
      return <History index={account.account_index} />;
  }
}
