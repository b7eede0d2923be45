import { Suspense, useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { ConnectionBanner } from '../features/server-link/banner';
import { useLive } from '../live/use-live.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { Loading } from '../ui/unknown.js';
import { Alerts } from '../features/alerts/alerts.js';
import { Toasts } from '../ui/toasts.js';
import { VIEW_KEYS } from '../ui/view-keys.js';
import { Navigation } from './navigation.js';
import { Shortcuts } from './shortcuts.js';
import { Topbar } from './topbar.js';
import { TabState } from './tab-state.js';
import { fetchAllViews } from './views.js';

/** The frame around all views: navigation, status, banner. */
export function Shell() {
  const lost = useLive((state) => state.connection.phase !== 'live' && state.accounts.size > 0);
  const { pathname } = useLocation();
  const isLive = useLive((state) => state.connection.phase === 'live');
  useEffect(() => (isLive ? fetchAllViews() : undefined), [isLive]);
  const title = titleOf(pathname);
  const main = useRef<HTMLElement>(null);
  const arrived = useRef(pathname);
  useEffect(() => {
    // Focus follows navigation, but is left alone when the page opens, so that the first Tab reaches the link above.
    if (arrived.current !== pathname) main.current?.focus({ preventScroll: true });
    arrived.current = pathname;
  }, [pathname]);
  return (
    <div className="flex h-dvh flex-col print:block print:h-auto" data-lost={lost || undefined}>
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
          ref={main}
          id="view"
          tabIndex={-1}
          className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto p-2 outline-none print:overflow-visible"
        >
          {!HAVE_HEADING.test(pathname) && <h1 className="sr-only">{title ?? 'Page not found'}</h1>}
          <ErrorBoundary key={pathname} label="This view" healsWhen={isLive}>
            <Suspense fallback={<Loading className="m-4 w-40" />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <TabState title={title} />
      <Shortcuts />
      <ErrorBoundary label="Alerts">
        <Alerts />
      </ErrorBoundary>
      <Toasts />
    </div>
  );
}

/** Views that show a heading of their own. */
const HAVE_HEADING = /^\/(accounts\/|connections|settings|pnl|compare)/;

/** The view's name, to distinguish browser tabs. */
function titleOf(pathname: string): string | undefined {
  const [, kind, index] = pathname.split('/');
  if (kind === 'accounts') return `Account ${index}`;
  return VIEW_KEYS.find(({ path }) => path === pathname)?.label;
}
