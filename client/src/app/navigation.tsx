import Ellipsis from 'lucide:ellipsis';
import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import { useMayControl } from '../api/use-session.js';
import { useLive } from '../live/use-live.js';
import { cx } from '../ui/cx.js';
import { usePhone } from '../ui/use-screen.js';
import { VIEW_KEYS, type ViewPath } from '../ui/view-keys.js';
import { useExceptions } from '../portfolio/use-exceptions.js';
import { VIEW_ICONS } from './view-icons.js';

type ViewKey = (typeof VIEW_KEYS)[number];

/** The tabs of a phone; the other views are behind "More". */
const TABS: readonly ViewPath[] = ['/', '/attention', '/positions', '/pnl'];

/** A rail beside the view; on a phone four tabs below it. */
export function Navigation() {
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const mayControl = useMayControl();
  const phone = usePhone();
  useEffect(() => {
    // Not scrollIntoView: the first Tab would then start from the link, and miss the way past the navigation.
    const link = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (link) bar.current?.scrollTo({ left: link.offsetLeft - bar.current.clientWidth / 2 });
  }, [pathname]);
  const views = VIEW_KEYS.filter(({ path }) => mayControl || path !== '/raw');
  const tabs = phone ? TABS.flatMap((tab) => views.find(({ path }) => path === tab) ?? []) : views;
  return (
    <nav
      ref={bar}
      aria-label="Views"
      className="border-line bg-panel flex shrink-0 overflow-x-auto print:hidden border-t p-1 md:w-14 md:flex-col md:gap-0.5 md:border-t-0 md:border-r md:p-2 xl:w-40"
    >
      {tabs.map((view) => (
        <ViewLink key={view.path} view={view} className={TAB} />
      ))}
      {phone && <More views={views.filter((view) => !tabs.includes(view))} />}
    </nav>
  );
}

const TAB =
  'relative flex min-w-max flex-1 flex-col items-center gap-0.5 rounded-md px-2.5 py-1.5 md:min-w-0 md:flex-none md:px-2 xl:flex-row xl:gap-2.5';
const CURRENT = 'bg-accent-soft text-accent font-medium';
const OTHER = 'text-muted hover:bg-hover hover:text-text';

interface ViewLinkProps {
  view: ViewKey;
  className: string;
  onClick?: () => void;
}

function ViewLink({ view: { path, label, key }, className, onClick }: ViewLinkProps) {
  const Icon = VIEW_ICONS[path];
  return (
    <NavLink
      to={path}
      end={path === '/'}
      title={`${label} (g then ${key})`}
      onClick={onClick}
      className={({ isActive }) => cx(className, isActive ? CURRENT : OTHER)}
    >
      <Icon size={16} className="shrink-0" />
      <span className="text-2xs truncate md:sr-only xl:not-sr-only xl:text-sm">{label}</span>
      {path === '/attention' && <AttentionCount />}
    </NavLink>
  );
}

/** The views that have no tab, in a menu above the tabs. */
function More({ views }: { views: readonly ViewKey[] }) {
  const { pathname } = useLocation();
  const menu = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        type="button"
        popoverTarget="more-views"
        className={cx(TAB, views.some(({ path }) => path === pathname) ? CURRENT : OTHER)}
      >
        <Ellipsis size={16} className="shrink-0" />
        <span className="text-2xs">More</span>
      </button>
      <div
        ref={menu}
        id="more-views"
        popover="auto"
        className="bg-panel border-line-strong text-text inset-auto right-2 bottom-16 grid grid-cols-2 gap-1 rounded-lg border p-2 shadow-lg not-open:hidden"
      >
        {views.map((view) => (
          <ViewLink
            key={view.path}
            view={view}
            className="flex items-center gap-2 rounded-md px-3 py-2.5"
            onClick={() => menu.current?.hidePopover()}
          />
        ))}
      </div>
    </>
  );
}

/** How many things are wrong now, and alerts that nobody has taken care of; a danger is red. */
function AttentionCount() {
  const exceptions = useExceptions() ?? [];
  const alerts = useLive((state) => state.alerts);
  const firing = (alerts ?? []).filter(({ state }) => state === 'firing');
  const count = exceptions.length + firing.length;
  if (count === 0) return null;
  const danger =
    exceptions.some(({ severity }) => severity === 'down') ||
    firing.some(({ severity }) => severity === 'critical');
  return (
    <span
      title={`${exceptions.length} wrong now, ${firing.length} alerts not acknowledged`}
      className={cx(
        'num text-2xs rounded-full px-1.5 font-semibold max-md:absolute max-md:top-0 max-md:right-1 xl:ml-auto',
        danger ? 'bg-down-soft text-down' : 'bg-warn-soft text-warn',
      )}
    >
      {count}
    </span>
  );
}
