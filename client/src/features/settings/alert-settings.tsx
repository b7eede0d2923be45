import type { AlertPreferences } from '../../preferences/preferences.js';
import { getPreferences, setPreferences } from '../../preferences/preferences-store.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { Panel } from '../../ui/panel.js';
import { Switch } from '../../ui/switch.js';
import { announce } from '../../ui/toasts.js';
import { Setting } from './setting.js';

/** How this page shows the alerts of the server. */
export function AlertSettings() {
  const alerts = usePreference('alerts');
  return (
    <Panel title="Alerts on this page">
      <Setting name="Sound" note="A short tone with each alert.">
        <Switch label="Sound" on={alerts.sound} onChange={(sound) => set({ sound })} />
      </Setting>
      <Setting name="Browser notifications" note="Seen while the page is in the background.">
        <Switch
          label="Browser notifications"
          on={alerts.notification}
          onChange={(on) => void setNotification(on)}
        />
      </Setting>
    </Panel>
  );
}

function set(change: Partial<AlertPreferences>): void {
  setPreferences({ alerts: { ...getPreferences().alerts, ...change } });
}

async function setNotification(on: boolean): Promise<void> {
  const allowed =
    on && 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted';
  if (on && !allowed)
    announce({
      tone: 'warn',
      text: 'The browser blocks notifications from this page. Allow them in its site settings.',
    });
  set({ notification: allowed });
}
