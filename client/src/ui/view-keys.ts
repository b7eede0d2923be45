/** The views, their addresses, and the letter that follows `g` to go there. */
export const VIEW_KEYS = [
  { path: '/', label: 'Overview', key: 'o' },
  { path: '/attention', label: 'Attention', key: 'a' },
  { path: '/pnl', label: 'PnL', key: 'n' },
  { path: '/positions', label: 'Positions', key: 'p' },
  { path: '/orders', label: 'Orders', key: 'r' },
  { path: '/trades', label: 'Trades', key: 't' },
  { path: '/compare', label: 'Compare', key: 'm' },
  { path: '/connections', label: 'Connections', key: 'c' },
  { path: '/alerts', label: 'Alerts', key: 'l' },
  { path: '/incidents', label: 'Incidents', key: 'i' },
  { path: '/raw', label: 'Raw feed', key: 'w' },
  { path: '/settings', label: 'Settings', key: 's' },
] as const;
export type ViewPath = (typeof VIEW_KEYS)[number]['path'];
