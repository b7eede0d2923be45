import type { Incident } from '../../live/model.js';
import { groupIncidents } from './group-incidents.js';

const incident = (at: number, account: number | null, error_type: Incident['error_type']): Incident => ({
  incident_id: `${at} ${account} ${error_type}`,
  timestamp: at * 1_000,
  account_index: account,
  account_name: account === null ? null : `account ${account}`,
  source: 'rest',
  severity: 'warning',
  error_type,
  error_code: null,
  message: 'connection failed',
});

describe('incidents', () => {
  it('of one outage are one row, with its span and its accounts', () => {
    const failures = Array.from({ length: 50 }, (_, i) => [
      incident(100 + i, i, 'network'),
      incident(130 + i, i, 'stream-dropped'),
      incident(150 + i, i, 'stream-path'),
    ]).flat();
    const rows = groupIncidents([...failures, incident(120, 7, 'auth-refused'), incident(900, 3, 'network')]);
    expect(
      rows.map(({ error_type, count, accounts, begin, timestamp }) => [
        error_type,
        count,
        accounts,
        begin,
        timestamp,
      ]),
    ).toEqual([
      ['network', 1, 1, 900_000, 900_000],
      ['exchange-down', 150, 50, 100_000, 199_000],
      ['auth-refused', 1, 1, 120_000, 120_000],
    ]);
  });

  it('of one or two accounts stay apart, also beside one that names no account', () => {
    const unnamed = incident(3, null, 'exchange-down');
    expect(groupIncidents([incident(1, 1, 'network'), incident(2, 2, 'network'), unnamed])).toHaveLength(3);
    expect(groupIncidents([incident(1, 1, 'network'), incident(2, 2, 'network')])).toHaveLength(2);
  });
});
