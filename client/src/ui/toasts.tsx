import X from 'lucide:x';
import { useSyncExternalStore } from 'react';
import { cx } from './cx.js';

export interface Toast {
  tone: 'up' | 'down' | 'warn';
  text: string;
  /** Replaces a toast about the same that is still shown. */
  about?: string;
}

export const SHOWN_MS = 8_000;

let toasts: readonly (Toast & { id: number })[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Announces a message for a few seconds at the edge of the page, and to screen readers. */
export function announce(toast: Toast): void {
  const id = ++lastId;
  const others = toasts.filter(({ about }) => about === undefined || about !== toast.about);
  change([...others.slice(-4), { ...toast, id }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function change(next: typeof toasts): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const TONES = { up: 'border-l-up', down: 'border-l-down', warn: 'border-l-warn' };

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      className="fixed right-3 bottom-16 z-50 flex w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-2 md:bottom-3 print:hidden"
    >
      {shown.map(({ id, tone, text }) => (
        <div
          key={id}
          className={cx(
            'bg-panel border-line-strong animate-appear flex items-start gap-2 rounded-md border border-l-4 px-3 py-2 shadow-lg',
            TONES[tone],
          )}
        >
          <p className="min-w-0 flex-1 break-words whitespace-pre-line">{text}</p>
          <button
            type="button"
            aria-label="Dismiss"
            className="text-muted hover:text-text"
            onClick={() => dismiss(id)}
          >
            <X size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
