import { formatDecimal, NUMBER_FORMATS, type NumberFormatName } from '../../format/number-format.js';
import { DEFAULTS } from '../../preferences/preferences.js';
import { setPreferences } from '../../preferences/preferences-store.js';
import { usePreference } from '../../preferences/use-preferences.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { Segmented } from '../../ui/segmented.js';
import { Setting } from './setting.js';

const SAMPLE = '12345.67';
const FORMATS = Object.fromEntries(
  Object.entries(NUMBER_FORMATS).map(([name, format]) => [name, formatDecimal(SAMPLE, format)]),
) as Record<NumberFormatName, string>;

export function LookSettings() {
  const changed = new Set(
    [usePreference('hiddenColumns'), usePreference('columnOrders'), usePreference('columnWidths')].flatMap(
      (tables) => Object.keys(tables),
    ),
  ).size;
  return (
    <Panel title="Look">
      <Setting name="Theme" note="System follows your device.">
        <Segmented
          label="Theme"
          value={usePreference('theme')}
          options={{ system: 'System', dark: 'Dark', light: 'Light' }}
          onChange={(theme) => setPreferences({ theme })}
        />
      </Setting>
      <Setting
        name="Gains and losses"
        note="Sign and arrow say it too; blue and orange suit color-blind eyes."
      >
        <Segmented
          label="Gains and losses"
          value={usePreference('palette')}
          options={{ 'green-red': 'Green, red', 'blue-orange': 'Blue, orange' }}
          onChange={(palette) => setPreferences({ palette })}
        />
      </Setting>
      <Setting name="Density" note="Height of table rows.">
        <Segmented
          label="Density"
          value={usePreference('density')}
          options={{ compact: 'Compact', normal: 'Normal', relaxed: 'Relaxed' }}
          onChange={(density) => setPreferences({ density })}
        />
      </Setting>
      <Setting name="Numbers" note="Thousands and decimal point.">
        <Segmented
          label="Numbers"
          value={usePreference('numberFormat')}
          options={FORMATS}
          onChange={(numberFormat) => setPreferences({ numberFormat })}
        />
      </Setting>
      <Setting name="Decimals" note="Two by default; the exact value is always in the title of a number.">
        <Segmented
          label="Decimals"
          value={usePreference('decimals')}
          options={{ two: 'Two', all: 'Every digit' }}
          onChange={(decimals) => setPreferences({ decimals })}
        />
      </Setting>
      <Setting name="Times" note="Also decides when a day begins.">
        <Segmented
          label="Times"
          value={usePreference('timeZone')}
          options={{ local: 'Local', utc: 'UTC' }}
          onChange={(timeZone) => setPreferences({ timeZone })}
        />
      </Setting>
      <Setting name="Privacy" note="Blurs amounts, for a screen that others see.">
        <Segmented
          label="Privacy"
          value={usePreference('privacy')}
          options={{ off: 'Off', on: 'On' }}
          onChange={(privacy) => setPreferences({ privacy })}
        />
      </Setting>
      <Setting
        name="Columns"
        note={`Chosen above each table, moved and resized by their headers; ${changed || 'no'} tables changed so far.`}
      >
        <Button
          disabled={changed === 0}
          onClick={() => {
            const { hiddenColumns, columnOrders, columnWidths } = DEFAULTS;
            setPreferences({ hiddenColumns, columnOrders, columnWidths });
          }}
        >
          Show the default columns
        </Button>
      </Setting>
    </Panel>
  );
}
