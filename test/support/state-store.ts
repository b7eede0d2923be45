import type { Change } from '../../src/state/change.js';
import { ExchangeClock } from '../../src/clock/exchange-clock.js';
import { LoopMonitor } from '../../src/clock/loop-monitor.js';
import type { Incident } from 'lighter-broadcaster-protocol/operations';
import type { StateOptions } from '../../src/state/state-options.js';
import { StateStore } from '../../src/state/state.store.js';
import type { MarketStatsUpdate } from '../../src/state/update.js';
import type { Clock } from '../../src/clock/clock.js';
import { fromStream, stats, streamedNow } from './canonical.js';
import { ManualClock } from './manual-clock.js';

/** Two accounts, 7 and 3. */
export const STATE_OPTIONS_FOR_TESTS: StateOptions = {
  accounts: [
    { index: 7, name: 'Lighter_1_x' },
    { index: 3, name: 'Lighter_2_y' },
  ],
  cacheTtlMs: 5_000,
  tradesKept: 500,
  // Most tests have no gap keeper.
  awaitsGaps: false,
};

/** A store on a manual clock, with every published change. */
export function setUpStore(options = STATE_OPTIONS_FOR_TESTS): {
  clock: ManualClock;
  store: StateStore;
  changes: Change[];
} {
  const clock = new ManualClock();
  const monitor = new LoopMonitor(clock);
  const store = new StateStore(clock, options, monitor, new ExchangeClock(clock));
  const changes: Change[] = [];
  store.subscribe('test', (change) => changes.push(change));
  monitor.onModuleInit();
  store.onModuleInit();
  store.onApplicationBootstrap();
  return { clock, store, changes };
}

export function ethMark(mark: string, clock?: Clock): MarketStatsUpdate {
  return {
    type: 'market-stats',
    arrival: clock ? streamedNow(clock) : fromStream(2),
    rows: [{ market_id: 0, symbol: 'ETH', stats: stats(mark), text: '{}' }],
  };
}

export function anIncident(incident_id: string, fields: Partial<Incident> = {}): Incident {
  return {
    incident_id,
    timestamp: 5,
    account_index: null,
    account_name: null,
    source: 'rest',
    severity: 'warning',
    error_type: 'exchange-down',
    error_code: '503',
    message: 'Service Unavailable',
    ...fields,
  };
}
