import type { StoreHarness } from './history-store.harness.js';
import { historyCheckpointSuite } from './history-checkpoint.suite.js';
import { historyRowsSuite } from './history-rows.suite.js';
import { historySumsSuite } from './history-sums.suite.js';

/** What every store must do, whatever it is made of. */
export function historyStoreSuite(makeHarness: () => Promise<StoreHarness>): void {
  describe('rows', () => historyRowsSuite(makeHarness));
  describe('sums', () => historySumsSuite(makeHarness));
  describe('checkpoint', () => historyCheckpointSuite(makeHarness));
}
