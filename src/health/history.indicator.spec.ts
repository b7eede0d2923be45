import { HealthIndicatorService } from '@nestjs/terminus';
import type { Principal } from '../access/principal.js';
import type { HistoryHealth } from '../history/history-health.service.js';
import type { HistoryFault } from '../history/history-status.js';
import { HistoryIndicator } from './history.indicator.js';

const OPERATOR = { accounts: null } as Principal;
const RUN = 'Run supabase_schema.sql in the SQL editor of the project.';
const fault = (kind: HistoryFault['kind'], what_to_do: string): HistoryFault => ({
  ...{ kind, what_to_do, message: `trouble with ${kind}`, since: 1 },
});

function check(ready: boolean, faults: HistoryFault[], caller: Principal | null = OPERATOR): unknown {
  const history = { status: () => ({ backend: 'supabase', ready, faults }) } as unknown as HistoryHealth;
  return new HistoryIndicator(new HealthIndicatorService(), history).check(caller).history;
}

describe('readiness of the history', () => {
  it('is not ready when the disk is low, and names the remedy', () => {
    expect(check(false, [fault('disk-low', 'Free space.')])).toEqual({
      ...{ status: 'down', backend: 'supabase', faults: ['disk-low'], what_to_do: ['Free space.'] },
    });
  });

  it('stays ready during faults of Supabase, and lists each fault and remedy once', () => {
    const faults = [
      fault('missing-table', RUN),
      fault('missing-table', RUN),
      fault('missing-column', RUN),
      fault('slow-down', 'Nothing.'),
    ];
    expect(check(true, faults)).toEqual({
      status: 'up',
      backend: 'supabase',
      faults: ['missing-table', 'missing-column', 'slow-down'],
      what_to_do: [RUN, 'Nothing.'],
    });
  });

  it('reports only a state to anonymous callers', () => {
    expect(check(false, [fault('disk-low', 'Free space.')], null)).toEqual({ status: 'down' });
  });
});
