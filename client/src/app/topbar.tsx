import Moon from 'lucide:moon';
import Star from 'lucide:star';
import Sun from 'lucide:sun';
import { useLocation } from 'react-router';
import { useStatus } from '../api/status.js';
import { ConnectionPill } from '../features/server-link/connection-pill';
import { setPreferences } from '../preferences/preferences-store.js';
import { useTheme } from '../preferences/theme.js';
import { usePreference } from '../preferences/use-preferences.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';

export function Topbar() {
  const { data: status } = useStatus();
  return (
    <header className="border-line bg-panel flex h-11 shrink-0 print:hidden items-center gap-3 border-b px-3">
      <span className="text-sm font-semibold tracking-tight whitespace-nowrap">Lighter Broadcaster</span>
      {status?.mode === 'demo' && (
        <Badge tone="warn" title="A simulated exchange on this machine invents accounts and prices">
          Demo<span className="max-sm:hidden"> · simulated exchange</span>
        </Badge>
      )}
      <div className="ml-auto flex items-center gap-2">
        <SaveViewButton />
        <ConnectionPill />
        <ThemeButton />
      </div>
    </header>
  );
}

/** Keeps the view with its filters under a name. */
function SaveViewButton() {
  const { pathname, search } = useLocation();
  const saved = usePreference('savedViews');
  const path = pathname + search;
  const known = Object.entries(saved).find(([, each]) => each === path)?.[0];
  const save = (): void => {
    const name = prompt('Save this view as', document.title.replace(' · Lighter Broadcaster', ''));
    if (name) setPreferences({ savedViews: { ...saved, [name]: path } });
  };
  const label = known ? `Saved as ${known}` : 'Save this view';
  return (
    <Button look="quiet" className="w-7 !px-0 max-sm:hidden" aria-label={label} title={label} onClick={save}>
      <Star size={15} fill={known ? 'currentColor' : 'none'} />
    </Button>
  );
}

function ThemeButton() {
  const dark = useTheme() === 'dark';
  const Icon = dark ? Sun : Moon;
  const label = dark ? 'Light theme' : 'Dark theme';
  return (
    <Button
      look="quiet"
      className="w-7 !px-0"
      aria-label={label}
      title={label}
      onClick={() => setPreferences({ theme: dark ? 'light' : 'dark' })}
    >
      <Icon size={15} />
    </Button>
  );
}
