import { Panel } from '../../ui/panel.js';
import { VIEW_KEYS } from '../../ui/view-keys.js';

const TABLE_KEYS = [
  ['Ctrl K', 'Go to an account, market or view'],
  ['?', 'These keys'],
  ['/', 'Search; Escape clears it'],
  ['↑ ↓', 'Next row, in the focused table'],
  ['Page ↑ ↓', 'One page up or down'],
  ['Home End', 'First and last row'],
  ['Enter', 'Open the row'],
  ['Alt ← →', 'Move the column of the focused header; with Shift, resize it'],
] as const;

export function ShortcutList() {
  return (
    <Panel title="Keyboard" id="keys">
      <dl className="border-line grid gap-x-6 border-t px-3 py-2 sm:grid-cols-2">
        {[...VIEW_KEYS.map(({ key, label }) => [`g ${key}`, label] as const), ...TABLE_KEYS].map(
          ([keys, what]) => (
            <div key={keys} className="flex items-center gap-3 py-1">
              <dt className="flex w-20 gap-1">
                {keys.split(' ').map((key) => (
                  <kbd
                    key={key}
                    className="bg-raised border-line-strong rounded border px-1.5 font-mono text-xs"
                  >
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd className="text-muted">{what}</dd>
            </div>
          ),
        )}
      </dl>
    </Panel>
  );
}
