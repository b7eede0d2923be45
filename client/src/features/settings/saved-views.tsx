import { Link } from 'react-router';
import { getPreferences, setPreferences } from '../../preferences/preferences-store.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';

/** Views that were saved with their filters; each can be opened, also with Ctrl-K, and removed. */
export function SavedViews() {
  const saved = Object.entries(usePreference('savedViews'));
  return (
    <Panel
      title="Saved views"
      aside={<span className="text-muted text-xs">The star in the header saves a view</span>}
    >
      <ul className="border-line border-t" aria-label="Saved views">
        {saved.length === 0 && <li className="text-muted px-3 py-2">None yet.</li>}
        {saved.map(([name, path]) => (
          <li key={name} className="border-line/60 flex items-center gap-3 border-b px-3 py-1.5">
            <Link to={path} className="min-w-0 flex-1 truncate font-medium hover:underline">
              {name}
            </Link>
            <Button look="quiet" aria-label={`Remove ${name}`} onClick={() => remove(name)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function remove(name: string): void {
  const { [name]: _, ...others } = getPreferences().savedViews;
  setPreferences({ savedViews: others });
}
