import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { FreshAlerts } from './fresh-alerts.js';

describe('fresh alerts', () => {
  const alert = (alert_id: string, state = 'firing') => ({ alert_id, state }) as Alert;
  const ids = (alerts: readonly Alert[]) => alerts.map(({ alert_id }) => alert_id);

  it('are those that fired since the page was opened, once each', () => {
    const fresh = new FreshAlerts();
    expect(fresh.of(null)).toEqual([]);
    expect(fresh.of([alert('a')])).toEqual([]);
    expect(ids(fresh.of([alert('c'), alert('b'), alert('a')]))).toEqual(['b', 'c']);
    expect(fresh.of([alert('c', 'resolved'), alert('b', 'acknowledged'), alert('a')])).toEqual([]);
  });
});
