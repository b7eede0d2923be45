import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { matchPath } from 'react-router';
import { underBase } from '../api/base-path.js';

interface View {
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  View: LazyExoticComponent<ComponentType>;
}

/** Every view with its address; its code is loaded when it is first shown. */
export const VIEWS: readonly View[] = [
  view('/', () => import('../features/overview/overview.js')),
  view('/accounts/:index', () => import('../features/account/account.js')),
  view('/accounts/:index/statement', () => import('../features/statement/statement.js')),
  view('/attention', () => import('../features/attention/attention.js')),
  view('/pnl', () => import('../features/pnl/pnl.js')),
  view('/compare', () => import('../features/compare/compare.js')),
  view('/positions', () => import('../features/positions/positions.js')),
  view('/orders', () => import('../features/orders/orders.js')),
  view('/trades', () => import('../features/trades/trades.js')),
  view('/connections', () => import('../features/connections/connections.js')),
  view('/alerts', () => import('../features/alerts/alert-list.js')),
  view('/incidents', () => import('../features/incidents/incidents.js')),
  view('/raw', () => import('../features/raw-feed/raw-feed.js')),
  view('/settings', () => import('../features/settings/settings.js')),
];

/** Preloads the code of the view at this address while the session check runs. */
export function preloadView(pathname: string): void {
  const loading = VIEWS.find(({ path }) => matchPath(path, pathname))?.load();
  // The view itself reports the failure when it is shown.
  loading?.catch(() => undefined);
}

/** Delay after the first data, so that the view that is open comes first. */
const FETCH_AFTER_MS = 2_000;

/**
 * Fetches the code of all views into the browser's cache, so that a view opened for the first time while the server cannot
 * be reached can be shown. It does not import them: an import that fails is not repeated until the page is reloaded.
 * @returns cancels it
 */
export function fetchAllViews(): () => void {
  const files = document.querySelector<HTMLMetaElement>('meta[name=files]')?.content.split(' ') ?? [];
  const abort = new AbortController();
  const timer = setTimeout(() => {
    // What could not be fetched is when it is shown.
    for (const file of files)
      fetch(underBase(`/${file}`), { priority: 'low', signal: abort.signal }).catch(() => undefined);
  }, FETCH_AFTER_MS);
  return () => {
    clearTimeout(timer);
    abort.abort();
  };
}

/**
 * A browser answers a failed import from its memory until the page is reloaded. So a view whose code could not be fetched reloads
 * the page as soon as its server answers again, which shows the same address.
 */
function view(path: string, load: View['load']): View {
  const loading = async (): ReturnType<View['load']> => {
    try {
      return await load();
    } catch (error) {
      reloadOnceReachable();
      throw error;
    }
  };
  return { path, load, View: lazy(loading) };
}

const ASK_AGAIN_MS = 2_000;
let waiting: ReturnType<typeof setInterval> | undefined;

function reloadOnceReachable(): void {
  waiting ??= setInterval(() => {
    fetch(underBase('/health/live'), { cache: 'no-store' })
      .then(({ ok }) => ok && location.reload())
      .catch(() => undefined);
  }, ASK_AGAIN_MS);
}
