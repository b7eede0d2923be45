import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { ALERT_CARD, ALERT_COLUMNS, alertKey } from '../../lists/open-alerts.js';
import { useLive } from '../../live/use-live.js';
import { Notice } from '../../ui/notice.js';
import { TablePanel } from '../../ui/table/table-panel.js';

const FILTERS = [
  { name: 'state', label: 'State', valueOf: ({ state }: Alert) => state },
  { name: 'account', label: 'Account', valueOf: ({ account_name }: Alert) => account_name ?? 'none' },
  { name: 'kind', label: 'Kind', valueOf: ({ kind }: Alert) => kind },
];

/** Open and recent alerts, live. */
export default function AlertList() {
  const alerts = useLive((state) => state.alerts);
  return (
    <TablePanel
      id="alerts"
      title="Alerts"
      rows={alerts}
      rowKey={alertKey}
      columns={ALERT_COLUMNS}
      sort={{ id: 'since', desc: true }}
      filters={FILTERS}
      card={ALERT_CARD}
      empty={
        <Notice title="No alerts">What a rule finds is listed here. The settings have the rules.</Notice>
      }
    />
  );
}
