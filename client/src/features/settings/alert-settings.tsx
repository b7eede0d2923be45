import type { AlertPreferences } from '../../preferences/preferences.js';
import { getPreferences, setPreferences } from '../../preferences/preferences-store.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { Panel } from '../../ui/panel.js';
import { Switch } from '../../ui/switch.js';
import { announce } from '../../ui/toasts.js';
import { Setting } from './setting.js';

/** Which events raise an alert, and how. */
export function AlertSettings() {
  const alerts = usePreference('alerts');
  return (
    <Panel title="Alerts">
      <Setting name="Fills" note="Every trade of every account, as it happens.">
        <Switch label="Fills" on={alerts.fill} onChange={(fill) => set({ fill })} />
      </Setting>
      <Setting name="Position closed" note="A position that an account no longer holds.">
        <Switch
          label="Position closed"
          on={alerts.positionClosed}
          onChange={(positionClosed) => set({ positionClosed })}
        />
      </Setting>
      <Setting name="Line down" note="A line to the exchange that stays down for this long.">
        <Limit
          label="Seconds a connection may be down"
          unit="s"
          value={alerts.linkDownSeconds}
          start={30}
          onChange={(linkDownSeconds) => set({ linkDownSeconds })}
        />
      </Setting>
      <Setting name="Near liquidation" note="A position whose mark is this near to its liquidation price.">
        <Limit
          label="Minimum distance to liquidation in percent"
          unit="%"
          value={alerts.liquidationPercent}
          start={5}
          onChange={(liquidationPercent) => set({ liquidationPercent })}
        />
      </Setting>
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

interface LimitProps {
  label: string;
  unit: string;
  /** `null` is off. */
  value: number | null;
  start: number;
  onChange: (value: number | null) => void;
}

function Limit({ label, unit, value, start, onChange }: LimitProps) {
  return (
    <span className="flex items-center gap-2">
      {value !== null && (
        <label className="text-muted flex items-center gap-1">
          <input
            type="number"
            min={1}
            aria-label={label}
            value={value}
            onChange={(event) => event.target.valueAsNumber > 0 && onChange(event.target.valueAsNumber)}
            className="border-line-strong bg-page text-text num h-7 w-16 rounded-md border px-2 text-right pointer-coarse:h-9"
          />
          <span className="w-4">{unit}</span>
        </label>
      )}
      <Switch label={`${label}: on`} on={value !== null} onChange={(on) => onChange(on ? start : null)} />
    </span>
  );
}
