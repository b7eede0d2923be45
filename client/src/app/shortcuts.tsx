import { lazy, Suspense, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { SEARCH_KEY_TARGET } from '../ui/search-target.js';
import { VIEW_KEYS } from '../ui/view-keys.js';

const Palette = lazy(() => import('../features/palette/palette.js'));

/** Time within which the letter must follow `g`. */
const CHORD_MS = 1_500;

/** `/` focuses the search, `g` and a letter opens a view, Ctrl-K jumps by name, `?` shows the keys. */
export function Shortcuts() {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen(true);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') return void navigate('/settings#keys');
      if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>(`[${SEARCH_KEY_TARGET}]`);
        if (!field) return;
        event.preventDefault();
        field.focus();
        field.select();
        return;
      }
      if (event.key === 'g') {
        chordUntil = event.timeStamp + CHORD_MS;
        return;
      }
      const view = event.timeStamp < chordUntil && VIEW_KEYS.find(({ key }) => key === event.key);
      chordUntil = 0;
      if (view) void navigate(view.path);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
  if (!open) return null;
  return (
    <Suspense>
      <Palette onClose={() => setOpen(false)} />
    </Suspense>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName))
  );
}
