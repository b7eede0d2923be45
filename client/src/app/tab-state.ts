import { useEffect } from 'react';
import { useStanding } from '../portfolio/use-standing.js';

const COLORS = { up: '#05996b', neutral: '#7a8699', warn: '#d98a00', down: '#d92b45' };

/** Shows the worst state in the tab: in its title, and as a dot on its icon. Renders nothing: the state changes every second. */
export function TabState({ title }: { title: string | undefined }): null {
  const { tone, label } = useStanding();
  useEffect(() => {
    const state = tone === 'warn' || tone === 'down' ? `⚠ ${label}` : null;
    document.title = [state, title, 'Lighter Broadcaster'].filter(Boolean).join(' · ');
  }, [tone, label, title]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (link) link.href = `data:image/svg+xml,${encodeURIComponent(iconOf(COLORS[tone]))}`;
  }, [tone]);
  return null;
}

function iconOf(color: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#10151c"/>' +
    '<path d="M9 8v16h9" fill="none" stroke="#7eaaff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>' +
    `<circle cx="23" cy="10" r="6" fill="${color}"/></svg>`
  );
}
