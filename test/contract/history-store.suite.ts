import type { StoreHarness } from './history-store.harness.js';
import { historyCheckpointSuite } from './history-checkpoint.suite.js';
import { historyKeptSuite } from './history-kept.suite.js';
import { historyRowsSuite } from './history-rows.suite.js';
import { historySumsSuite } from './history-sums.suite.js';

/** The contract of every history store. */
export function historyStoreSuite(makeHarness: () => Promise<StoreHarness>): void {
  describe('kept rows', () => historyKeptSuite(makeHarness));
  describe('rows', () => historyRowsSuite(makeHarness));
  describe('sums', () => historySumsSuite(makeHarness));
  describe('checkpoint', () => historyCheckpointSuite(makeHarness));
}
