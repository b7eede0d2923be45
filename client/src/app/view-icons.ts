import {
  Activity,
  ArrowLeftRight,
  Bell,
  BellRing,
  ChartLine,
  GitCompareArrows,
  Layers,
  LayoutDashboard,
  ListOrdered,
  Rss,
  Settings,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { ViewPath } from '../ui/view-keys.js';

/** Navigation icon of each view. */
export const VIEW_ICONS: Record<ViewPath, LucideIcon> = {
  '/': LayoutDashboard,
  '/attention': BellRing,
  '/pnl': ChartLine,
  '/compare': GitCompareArrows,
  '/positions': Layers,
  '/orders': ListOrdered,
  '/trades': ArrowLeftRight,
  '/connections': Activity,
  '/alerts': Bell,
  '/incidents': TriangleAlert,
  '/raw': Rss,
  '/settings': Settings,
};
