import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { AlertBurst } from './alert-burst.js';

const alert = (summary: string, severity = 'warning') => ({ summary, severity }) as Alert;

describe('alerts that fire together', () => {
  it('are one toast that names the most serious, as for 101 lost connections', () => {
    const burst = new AlertBurst(8_000);
    const down = Array.from({ length: 101 }, (_, place) => alert(`connection ${place} is down`));
    burst.join(down.slice(0, 60), 1_000);
    expect(burst.join([...down.slice(60), alert('near liquidation', 'critical')], 3_000)).toEqual({
      about: 'alerts',
      tone: 'down',
      text: 'near liquidation\nconnection 0 is down\nconnection 1 is down\nand 99 more alerts',
    });
  });

  it('are apart once the toast of the earlier ones is gone', () => {
    const burst = new AlertBurst(8_000);
    burst.join([alert('earlier')], 0);
    expect(burst.join([alert('later', 'info')], 8_000)).toMatchObject({ tone: 'up', text: 'later' });
  });
});
