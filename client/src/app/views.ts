import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { matchPath } from 'react-router';

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
  view('/positions', () => import('../features/positions/positions.js')),
  view('/orders', () => import('../features/orders/orders.js')),
  view('/trades', () => import('../features/trades/trades.js')),
  view('/connections', () => import('../features/connections/connections.js')),
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

function view(path: string, load: View['load']): View {
  return { path, load, View: lazy(load) };
}
