import { useMutation } from '@tanstack/react-query';
import { setLabel, type LabelChange } from '../../api/alerts.js';
import type { AccountState } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { configuredName } from '../../portfolio/account-name.js';
import { setPreferences } from '../../preferences/preferences-store.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { announce } from '../../ui/toasts.js';

/** What people call accounts, and their groups. Kept by the server, for everyone. */
export function AccountNames() {
  const accounts = useLive((state) => state.throttled);
  return (
    <Panel
      title="Account names"
      aside={<span className="text-muted text-xs">Empty uses the configured name</span>}
    >
      <Upload accounts={[...accounts.keys()]} />
      <ul className="border-line max-h-80 overflow-y-auto border-t" tabIndex={0} aria-label="Account names">
        {[...accounts.values()].map((account) => (
          <Row key={account.account_index} account={account} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ account: { account_index, name, label } }: { account: AccountState }) {
  const change = useLabelChange();
  const field = (part: 'label' | 'group', text: string, width: string) => (
    <input
      key={label?.[part] ?? ''}
      aria-label={text}
      placeholder={part === 'label' ? configuredName(name) : 'group'}
      maxLength={40}
      defaultValue={label?.[part] ?? ''}
      onBlur={({ target: { value } }) => {
        if (value.trim() !== (label?.[part] ?? ''))
          change.mutate({ account: account_index, change: { [part]: value.trim() || null } });
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      className={`border-line-strong bg-page placeholder:text-muted h-7 rounded-md border px-2 pointer-coarse:h-9 ${width}`}
    />
  );
  return (
    <li className="border-line/60 flex items-center gap-3 border-b px-3 py-1.5">
      <span className="num text-muted w-24 truncate">{account_index}</span>
      <span className="min-w-0 flex-1 truncate max-sm:hidden">{configuredName(name)}</span>
      {field('label', `Custom name for ${configuredName(name)}`, 'w-40')}
      {field('group', `Group of ${configuredName(name)}`, 'w-28')}
    </li>
  );
}

/** Earlier releases kept names in the browser: they are offered once to the server. */
function Upload({ accounts }: { accounts: readonly number[] }) {
  const names = Object.entries(usePreference('accountNames')).filter(([index]) =>
    accounts.includes(Number(index)),
  );
  const change = useLabelChange();
  if (names.length === 0) return null;
  const forget = (): void => setPreferences({ accountNames: {} });
  const upload = async (): Promise<void> => {
    for (const [index, label] of names)
      await change.mutateAsync({ account: Number(index), change: { label } });
    forget();
  };
  return (
    <div role="note" className="flex flex-wrap items-center gap-2 px-3 py-2">
      <span className="flex-1">
        This browser has {names.length} account {names.length === 1 ? 'name' : 'names'} of its own.
      </span>
      <Button look="primary" disabled={change.isPending} onClick={() => void upload().catch(() => undefined)}>
        Save for everyone
      </Button>
      <Button look="quiet" onClick={forget}>
        Discard
      </Button>
    </div>
  );
}

function useLabelChange() {
  return useMutation({
    mutationFn: ({ account, change }: { account: number; change: LabelChange }) => setLabel(account, change),
    onError: (error) => announce({ tone: 'down', text: `The name was not saved: ${error.message}` }),
  });
}
