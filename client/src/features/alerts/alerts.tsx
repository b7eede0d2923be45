import { useEffect } from 'react';
import type { AlertSeverity } from 'lighter-broadcaster-protocol/alert-kinds';
import type { LiveStore } from '../../live/live-store.js';
import { useLiveStore } from '../../live/use-live.js';
import { getPreferences } from '../../preferences/preferences-store.js';
import { announce, type Toast } from '../../ui/toasts.js';
import { FreshAlerts } from './fresh-alerts.js';
import { notify, playTone } from './notify';

const TONES: Record<AlertSeverity, Toast['tone']> = { info: 'up', warning: 'warn', critical: 'down' };

/** Shows each alert of the server once: on the page, and as a sound or browser notification if enabled. */
export function Alerts() {
  const store = useLiveStore();
  useEffect(() => store.subscribe(watch(store)), [store]);
  return null;
}

function watch(store: LiveStore): () => void {
  const fresh = new FreshAlerts();
  let before = store.get().alerts;
  fresh.of(before);
  return () => {
    const { alerts } = store.get();
    if (alerts === before) return;
    before = alerts;
    const news = fresh.of(alerts);
    if (news.length === 0) return;
    for (const { severity, summary } of news) announce({ tone: TONES[severity], text: summary });
    const { sound, notification } = getPreferences().alerts;
    if (sound) playTone();
    if (notification) notify(news.map(({ summary }) => summary));
  };
}
