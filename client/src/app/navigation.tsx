import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import { useMayControl } from '../api/use-session.js';
import { cx } from '../ui/cx.js';
import { VIEW_KEYS } from '../ui/view-keys.js';
import { useExceptions } from '../portfolio/use-exceptions.js';
import { VIEW_ICONS } from './view-icons.js';

/** A rail beside the view; on a phone a bar below it, scrolled to the current view. */
export function Navigation() {
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const mayControl = useMayControl();
  useEffect(() => {
    // Not scrollIntoView: the first Tab would then start from the link, and miss the way past the navigation.
    const link = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (link) bar.current?.scrollTo({ left: link.offsetLeft - bar.current.clientWidth / 2 });
  }, [pathname]);
  return (
    <nav
      ref={bar}
      aria-label="Views"
      className="border-line bg-panel flex shrink-0 overflow-x-auto print:hidden border-t p-1 md:w-14 md:flex-col md:gap-0.5 md:border-t-0 md:border-r md:p-2 xl:w-40"
    >
      {VIEW_KEYS.filter(({ path }) => mayControl || path !== '/raw').map(({ path, label, key }) => {
        const Icon = VIEW_ICONS[path];
        return (
          <NavLink
            key={path}
            to={path}
            end={path === '/'}
            title={`${label} (g then ${key})`}
            className={({ isActive }) =>
              cx(
                'relative flex min-w-max flex-1 flex-col items-center gap-0.5 rounded-md px-2.5 py-1.5 md:min-w-0 md:flex-none md:px-2 xl:flex-row xl:gap-2.5',
                isActive
                  ? 'bg-accent-soft text-accent font-medium'
                  : 'text-muted hover:bg-hover hover:text-text',
              )
            }
          >
            <Icon size={16} className="shrink-0" />
            <span className="text-2xs truncate md:sr-only xl:not-sr-only xl:text-sm">{label}</span>
            {path === '/attention' && <AttentionCount />}
          </NavLink>
        );
      })}
    </nav>
  );
}

/** How many things need attention; a danger is red. */
function AttentionCount() {
  const exceptions = useExceptions() ?? [];
  if (exceptions.length === 0) return null;
  const danger = exceptions.some(({ severity }) => severity === 'down');
  return (
    <span
      className={cx(
        'num text-2xs rounded-full px-1.5 font-semibold max-md:absolute max-md:top-0 max-md:right-1 xl:ml-auto',
        danger ? 'bg-down-soft text-down' : 'bg-warn-soft text-warn',
      )}
    >
      {exceptions.length}
    </span>
  );
}
