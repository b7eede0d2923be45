import { ManualClock } from '../../test/support/manual-clock.js';
import type { IncidentReport } from '../incidents/incident-writer.port.js';
import type { Update } from '../state/update.js';
import { UnreadableLog } from './unreadable-log.js';

describe('the log of unreadable data', () => {
  it('reports each field once, then every ten minutes with the count', () => {
    const clock = new ManualClock();
    const incidents: IncidentReport[] = [];
    const log = new UnreadableLog(clock, { report: (incident) => void incidents.push(incident) });
    const arrival = { source: 'stream', received_at: 0, received_mono: 0, exchange_at: null } as const;
    const orders = (field: string): Update => ({
      type: 'orders',
      account_index: 7,
      mode: 'update',
      rows: [],
      arrival,
      unreadable: [{ id: '5', field, reason: 'is not a decimal' }],
    });
    for (let i = 0; i < 40; i++) {
      log.note([orders('price')]);
      clock.advance(30_000);
    }
    log.note([orders('type')]);
    expect(incidents).toMatchObject([
      {
        account_index: 7,
        source: 'websocket',
        error_type: 'datum-unreadable',
        message: 'orders 5: price is not a decimal; 1 so far',
      },
      { message: 'orders 5: price is not a decimal; 21 so far' },
      { message: 'orders 5: type is not a decimal; 1 so far' },
    ]);
  });
});
