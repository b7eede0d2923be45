import { useEffect } from 'react';
import type { LiveStore } from '../../live/live-store.js';
import { useLiveStore } from '../../live/use-live.js';
import { getPreferences } from '../../preferences/preferences-store.js';
import { announce } from '../../ui/toasts.js';
import { AlertLog } from './alert-log.js';
import { notify, playTone } from './notify';
import { alertsBetween } from './watch.js';

/** A broken connection sends no updates, so alerts are also evaluated periodically. */
const LOOK_MS = 1_000;

/** Raises each selected event once: on the page, and as a sound or browser notification if enabled. */
export function Alerts() {
  const store = useLiveStore();
  useEffect(() => {
    const look = watch(store);
    const unsubscribe = store.subscribe(look);
    const timer = setInterval(look, LOOK_MS);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [store]);
  return null;
}

function watch(store: LiveStore): () => void {
  const log = new AlertLog();
  let before = store.get();
  return () => {
    const after = store.get();
    const preferences = getPreferences();
    const now = Date.now() + after.clockOffset;
    const alerts = log.fresh(alertsBetween(before, after, preferences, now), now);
    before = after;
    if (alerts.length === 0) return;
    for (const alert of alerts) announce(alert);
    if (preferences.alerts.sound) playTone();
    if (preferences.alerts.notification) notify(alerts.map(({ text }) => text));
  };
}
