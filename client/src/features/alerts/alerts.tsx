import { useEffect } from 'react';
import type { LiveStore } from '../../live/live-store.js';
import { useLiveStore } from '../../live/use-live.js';
import { getPreferences } from '../../preferences/preferences-store.js';
import { announce, SHOWN_MS } from '../../ui/toasts.js';
import { AlertBurst } from './alert-burst.js';
import { FreshAlerts } from './fresh-alerts.js';
import { notify, playTone } from './notify';

/** Shows each alert of the server once: on the page, those of a burst together, and as a sound or browser notification if enabled. */
export function Alerts() {
  const store = useLiveStore();
  useEffect(() => store.subscribe(watch(store)), [store]);
  return null;
}

function watch(store: LiveStore): () => void {
  const fresh = new FreshAlerts();
  const burst = new AlertBurst(SHOWN_MS);
  let before = store.get().alerts;
  fresh.of(before);
  return () => {
    const { alerts } = store.get();
    if (alerts === before) return;
    before = alerts;
    const news = fresh.of(alerts);
    if (news.length === 0) return;
    announce(burst.join(news, performance.now()));
    const { sound, notification } = getPreferences().alerts;
    if (sound) playTone();
    if (notification) notify(news.map(({ summary }) => summary));
  };
}
