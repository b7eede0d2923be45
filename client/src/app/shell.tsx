import { Suspense } from 'react';
import { Outlet } from 'react-router';
import { ConnectionBanner } from '../features/connection/banner.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { Loading } from '../ui/unknown.js';
import { Navigation } from './navigation.js';
import { Topbar } from './topbar.js';

/** What stays while views come and go: navigation, status, banner. */
export function Shell() {
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#view"
        className="bg-accent text-on-accent sr-only z-50 rounded px-3 py-1 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Topbar />
      <ConnectionBanner />
      <div className="flex min-h-0 flex-1 flex-col-reverse md:flex-row">
        <Navigation />
        <main
          id="view"
          tabIndex={-1}
          className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto p-2 outline-none"
        >
          <ErrorBoundary label="This view">
            <Suspense fallback={<Loading className="m-4 w-40" />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
    </div>
  );
}
