/** Every view of the dashboard: a name for files and tests, and its address for an account. */
export function dashboardViews(index: number): { name: string; path: string }[] {
  return [
    { name: 'overview', path: '/?range=1h' },
    { name: 'account', path: `/accounts/${index}?range=1h` },
    { name: 'account-history', path: `/accounts/${index}?tab=history&range=1h` },
    { name: 'statement', path: `/accounts/${index}/statement` },
    { name: 'attention', path: '/attention' },
    { name: 'pnl', path: '/pnl' },
    { name: 'compare', path: '/compare' },
    { name: 'positions', path: '/positions' },
    { name: 'positions-by-market', path: '/positions?view=markets' },
    { name: 'orders', path: '/orders' },
    { name: 'trades', path: '/trades' },
    { name: 'trade-history', path: '/trades?view=history' },
    { name: 'connections', path: '/connections' },
    { name: 'alerts', path: '/alerts' },
    { name: 'incidents', path: '/incidents' },
    { name: 'raw-feed', path: '/raw' },
    { name: 'settings', path: '/settings' },
  ];
}
