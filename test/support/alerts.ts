import type { Alert, AlertEvent } from 'lighter-broadcaster-protocol/alert';

export const AT = Date.parse('2026-11-28T13:05:12Z');

export function anAlert(fields: Partial<Alert> = {}): Alert {
  return {
    alert_id: 'a1',
    rule: 'liquidation-near',
    kind: 'liquidation-distance',
    severity: 'critical',
    state: 'firing',
    account_index: 281001,
    account_name: 'desk05',
    market: 'BTC',
    subject: '281001/BTC',
    summary: 'desk05: BTC is 3.2 % from liquidation',
    details: { size: '-1.50000', mark_price: '97250.1', liquidation_price: '100362.1' },
    since: AT,
    updated_at: AT,
    acknowledged_by: null,
    acknowledged_at: null,
    resolved_at: null,
    count: 1,
    ...fields,
  };
}

export function anAlertEvent(fields: Partial<AlertEvent> = {}, alert: Partial<Alert> = {}): AlertEvent {
  return { event_id: 'e1', type: 'fired', at: AT, alert: anAlert(alert), ...fields };
}

/** A fill, as a rule about fills reports it. */
export function aFill(number: number, account = 'desk05'): AlertEvent {
  return anAlertEvent(
    { event_id: `fill-${account}-${number}`, at: AT + number * 333 },
    {
      alert_id: `fill-${account}-${number}`,
      ...{ rule: 'fills', kind: 'fill', severity: 'info', state: 'resolved' },
      ...{ account_name: account, account_index: Number(`2810${account.slice(-2)}`) },
      summary: `${account}: bought 0.1 ETH at 2400.0${number}`,
      details: {},
      since: AT + number * 333,
    },
  );
}
