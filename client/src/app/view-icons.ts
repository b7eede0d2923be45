import Activity from 'lucide:activity';
import ArrowLeftRight from 'lucide:arrow-left-right';
import Bell from 'lucide:bell';
import BellRing from 'lucide:bell-ring';
import ChartLine from 'lucide:chart-line';
import GitCompareArrows from 'lucide:git-compare-arrows';
import Layers from 'lucide:layers';
import LayoutDashboard from 'lucide:layout-dashboard';
import ListOrdered from 'lucide:list-ordered';
import Rss from 'lucide:rss';
import Settings from 'lucide:settings';
import TriangleAlert from 'lucide:triangle-alert';
import type { Icon } from '../ui/icon.js';
import type { ViewPath } from '../ui/view-keys.js';

/** Navigation icon of each view. */
export const VIEW_ICONS: Record<ViewPath, Icon> = {
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
