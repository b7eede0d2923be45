import { randomUUID } from 'node:crypto';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import type { Millis } from 'lighter-broadcaster-protocol/account';

/** An event that only says that delivery works. */
export function testEvent(at: Millis): AlertEvent {
  const id = randomUUID();
  return {
    event_id: id,
    type: 'test',
    at,
    alert: {
      alert_id: id,
      rule: 'test',
      kind: 'fill',
      severity: 'info',
      state: 'resolved',
      account_index: null,
      account_name: null,
      market: null,
      subject: 'test',
      summary: 'Lighter Broadcaster can reach you here',
      details: {},
      since: at,
      updated_at: at,
      acknowledged_by: null,
      acknowledged_at: null,
      resolved_at: at,
      count: 1,
    },
  };
}
