import { useEffect } from 'react';
import { useLiveStore } from '../../live/use-live.js';
import { getPreferences } from '../../preferences/preferences-store.js';
import { announce } from '../../ui/toasts.js';
import { AlertLog } from './alert-log.js';
import { notify, playTone } from './signal.js';
import { alertsBetween } from './watch.js';

const LOOK_MS = 1_000;

/** Watches for the events that the user chose, and says each once: on the page, and as the settings say beyond it. */
export function Alerts() {
  const store = useLiveStore();
  useEffect(() => {
    let before = store.get();
    const log = new AlertLog();
    const timer = setInterval(() => {
      const after = store.get();
      const { alerts: wanted } = getPreferences();
      const alerts = log.fresh(alertsBetween(before, after, wanted, Date.now() + after.clockOffset));
      before = after;
      for (const alert of alerts) announce(alert);
      if (alerts.length === 0) return;
      if (wanted.sound) playTone();
      if (wanted.notification) notify(alerts.map(({ text }) => text));
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [store]);
  return null;
}
