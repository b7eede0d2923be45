import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { ApiError } from '../api/http.js';
import type { LiveStore } from '../live/live-store.js';
import { LiveContext } from '../live/use-live.js';
import { Shell } from './shell.js';

const Overview = lazy(() => import('../features/overview/overview.js'));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

export function App({ store }: { store: LiveStore }) {
  return (
    <QueryClientProvider client={queries}>
      <LiveContext value={store}>
        <BrowserRouter>
          <Routes>
            <Route element={<Shell />}>
              <Route index element={<Overview />} />
            </Route>
          </Routes>
        </BrowserRouter>
      </LiveContext>
    </QueryClientProvider>
  );
}
