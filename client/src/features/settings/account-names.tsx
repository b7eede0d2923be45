import { useLive } from '../../live/use-live.js';
import { getPreferences, setPreferences } from '../../preferences/preferences-store.js';
import { nameOf } from '../../portfolio/account-name.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { Panel } from '../../ui/panel.js';

/** Custom account names, kept in this browser. */
export function AccountNames() {
  const accounts = useLive((state) => state.throttled);
  const names = usePreference('accountNames');
  return (
    <Panel
      title="Account names"
      aside={<span className="text-muted text-xs">Empty uses the configured name</span>}
    >
      <ul className="border-line max-h-80 overflow-y-auto border-t" tabIndex={0} aria-label="Account names">
        {[...accounts.values()].map(({ account_index, label, name: configured }) => {
          const name = nameOf({ label, name: configured });
          return (
            <li key={account_index} className="border-line/60 flex items-center gap-3 border-b px-3 py-1.5">
              <span className="num text-muted w-24 truncate">{account_index}</span>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <input
                aria-label={`Custom name for ${name}`}
                placeholder={name}
                maxLength={40}
                value={names[account_index] ?? ''}
                onChange={(event) => rename(account_index, event.target.value)}
                className="border-line-strong bg-page placeholder:text-muted h-7 w-40 rounded-md border px-2 pointer-coarse:h-9"
              />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function rename(index: number, name: string): void {
  const { [index]: _, ...others } = getPreferences().accountNames;
  setPreferences({ accountNames: name ? { ...others, [index]: name } : others });
}
