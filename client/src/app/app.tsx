import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { BASE_PATH } from '../api/base-path.js';
import { ApiError } from '../api/http.js';
import { NUMBER_FORMATS } from '../format/number-format.js';
import type { LiveStore } from '../live/live-store.js';
import { LiveContext } from '../live/use-live.js';
import { NumberFormatContext, usePreference } from '../preferences/use-preferences.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { Gate } from './gate.js';
import { NotFound } from './not-found.js';
import { Shell } from './shell.js';
import { VIEWS } from './views.js';

/** The server may run on this machine, so requests are sent even when the browser is offline. */
const networkMode = 'always';
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode, refetchOnWindowFocus: false, retry: isWorthRetrying },
    mutations: { networkMode },
  },
});

export function App({ store }: { store: LiveStore }) {
  const base = NUMBER_FORMATS[usePreference('numberFormat')];
  const everyDigit = usePreference('decimals') === 'all';
  const numberFormat = useMemo(() => ({ ...base, everyDigit }), [base, everyDigit]);
  // Times are formatted outside of React, so another time zone renders everything anew.
  const timeZone = usePreference('timeZone');
  return (
    <ErrorBoundary label="This page">
      <QueryClientProvider client={queries}>
        <LiveContext value={store}>
          <NumberFormatContext value={numberFormat}>
            {/* No transitions: with live data each frame would restart them. */}
            <BrowserRouter basename={BASE_PATH} useTransitions={false}>
              <Gate>
                <Routes key={timeZone}>
                  <Route element={<Shell />}>
                    {VIEWS.map(({ path, View }) => (
                      <Route key={path} path={path} element={<View />} />
                    ))}
                    <Route path="*" element={<NotFound />} />
                  </Route>
                </Routes>
              </Gate>
            </BrowserRouter>
          </NumberFormatContext>
        </LiveContext>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

/** Refusals repeat; transport failures may not. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const refused =
    error instanceof ApiError &&
    ((error.status >= 400 && error.status < 500) || error.code === 'HISTORY_OFF');
  return failures < 2 && !refused;
}
