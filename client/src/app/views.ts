import {
  Activity,
  AlertTriangle,
  ArrowLeftRight,
  Layers,
  LayoutDashboard,
  ListOrdered,
  Rss,
  Settings,
  type LucideIcon,
} from 'lucide-react';

export interface View {
  path: string;
  label: string;
  icon: LucideIcon;
  /** Pressed after `g`. */
  key: string;
}

/** The views of the page, in the order of its navigation. */
export const VIEWS: readonly View[] = [
  { path: '/', label: 'Overview', icon: LayoutDashboard, key: 'o' },
  { path: '/positions', label: 'Positions', icon: Layers, key: 'p' },
  { path: '/orders', label: 'Orders', icon: ListOrdered, key: 'r' },
  { path: '/trades', label: 'Trades', icon: ArrowLeftRight, key: 't' },
  { path: '/connections', label: 'Connections', icon: Activity, key: 'c' },
  { path: '/incidents', label: 'Incidents', icon: AlertTriangle, key: 'i' },
  { path: '/raw', label: 'Raw feed', icon: Rss, key: 'w' },
  { path: '/settings', label: 'Settings', icon: Settings, key: 's' },
];
