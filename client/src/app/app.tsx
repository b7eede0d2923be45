import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { ApiError } from '../api/http.js';
import type { LiveStore } from '../live/live-store.js';
import { LiveContext } from '../live/use-live.js';
import { Gate } from './gate.js';
import { NotFound } from './not-found.js';
import { Shell } from './shell.js';

const Overview = lazy(() => import('../features/overview/overview.js'));
const Account = lazy(() => import('../features/account/account.js'));
const Statement = lazy(() => import('../features/statement/statement.js'));
const Positions = lazy(() => import('../features/positions/positions.js'));
const Orders = lazy(() => import('../features/orders/orders.js'));
const Trades = lazy(() => import('../features/trades/trades.js'));
const Connections = lazy(() => import('../features/connections/connections.js'));
const Incidents = lazy(() => import('../features/incidents/incidents.js'));
const RawFeed = lazy(() => import('../features/raw-feed/raw-feed.js'));
const Settings = lazy(() => import('../features/settings/settings.js'));

const queries = new QueryClient({
  defaultOptions: { queries: { refetchOnWindowFocus: false, retry: isWorthRetrying } },
});

export function App({ store }: { store: LiveStore }) {
  return (
    <QueryClientProvider client={queries}>
      <LiveContext value={store}>
        <BrowserRouter>
          <Gate>
            <Routes>
              <Route element={<Shell />}>
                <Route index element={<Overview />} />
                <Route path="accounts/:index" element={<Account />} />
                <Route path="accounts/:index/statement" element={<Statement />} />
                <Route path="positions" element={<Positions />} />
                <Route path="orders" element={<Orders />} />
                <Route path="trades" element={<Trades />} />
                <Route path="connections" element={<Connections />} />
                <Route path="incidents" element={<Incidents />} />
                <Route path="raw" element={<RawFeed />} />
                <Route path="settings" element={<Settings />} />
                <Route path="*" element={<NotFound />} />
              </Route>
            </Routes>
          </Gate>
        </BrowserRouter>
      </LiveContext>
    </QueryClientProvider>
  );
}

/** What the server refused, it refuses again; what did not arrive may arrive. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return failures < 2 && !refused;
}
