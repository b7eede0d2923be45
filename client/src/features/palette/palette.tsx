import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import type { AccountState } from '../../live/model.js';
import { useLiveStore } from '../../live/use-live.js';
import { groupOf, nameOf } from '../../portfolio/account-name.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { cx } from '../../ui/cx.js';
import { VIEW_KEYS } from '../../ui/view-keys.js';

interface Target {
  path: string;
  text: string;
  /** Also found by this. */
  also: string;
  kind: string;
}

const SHOWN = 12;

/** Jumps to an account, a market or a view by a part of its name. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const store = useLiveStore();
  const saved = usePreference('savedViews');
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const targets = useMemo(() => allTargets([...store.get().accounts.values()], saved), [store, saved]);
  const found = useMemo(() => search(targets, text), [targets, text]);
  useEffect(() => dialog.current?.showModal(), []);
  const go = (target: Target | undefined): void => {
    if (!target) return;
    onClose();
    void navigate(target.path);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((active + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === 'Enter') go(found[active]);
  };
  return (
    <dialog
      ref={dialog}
      aria-label="Go to"
      onClose={onClose}
      onClick={({ target, currentTarget }) => target === currentTarget && onClose()}
      className="bg-panel text-text border-line-strong mx-auto mt-[12vh] w-[min(36rem,calc(100vw-2rem))] rounded-lg border p-0 shadow-2xl backdrop:bg-black/40"
    >
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={found[active] ? `palette-${active}` : undefined}
        aria-label="Account, market or view"
        placeholder="Account, market or view"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="border-line placeholder:text-muted w-full border-b bg-transparent px-4 py-3 text-base outline-none"
      />
      <ul id="palette-list" role="listbox" aria-label="Places" className="max-h-96 overflow-y-auto p-1">
        {found.map((target, place) => (
          <li
            key={target.path}
            id={`palette-${place}`}
            role="option"
            aria-selected={place === active}
            onPointerMove={() => setActive(place)}
            onClick={() => go(target)}
            className={cx(
              'flex cursor-pointer items-center justify-between gap-3 rounded px-3 py-1.5',
              place === active && 'bg-accent-soft text-accent',
            )}
          >
            <span className="truncate">{target.text}</span>
            <span className="text-muted text-2xs">{target.kind}</span>
          </li>
        ))}
        {found.length === 0 && <li className="text-muted px-3 py-2">Nothing has this name.</li>}
      </ul>
      <p className="border-line text-muted text-2xs border-t px-4 py-1.5">
        ↑ ↓ choose · Enter opens · Esc closes · g and a letter opens a view · / searches the table
      </p>
    </dialog>
  );
}

function allTargets(accounts: readonly AccountState[], saved: Record<string, string>): Target[] {
  const markets = new Set(
    accounts.flatMap(({ positions, orders }) =>
      [...(positions ?? []), ...(orders ?? [])].map(({ symbol }) => symbol),
    ),
  );
  return [
    ...accounts.map((account) => ({
      path: `/accounts/${account.account_index}`,
      text: nameOf(account),
      also: `${account.name} ${account.account_index} ${groupOf(account)}`,
      kind: `account ${account.account_index}`,
    })),
    ...[...markets].map((symbol) => ({
      path: `/positions?market=${encodeURIComponent(symbol)}`,
      text: symbol,
      also: '',
      kind: 'market',
    })),
    ...Object.entries(saved).map(([text, path]) => ({ path, text, also: '', kind: 'saved view' })),
    ...VIEW_KEYS.map(({ path, label }) => ({ path, text: label, also: '', kind: 'view' })),
  ];
}

/** Those whose name starts with the text first, then those that contain it. */
function search(targets: readonly Target[], text: string): Target[] {
  const wanted = text.trim().toLowerCase();
  const rank = ({ text: name, also }: Target): number => {
    const at = name.toLowerCase().indexOf(wanted);
    if (at === 0) return 0;
    return at > 0 ? 1 : also.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return targets
    .filter((target) => rank(target) < 3)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, SHOWN);
}
