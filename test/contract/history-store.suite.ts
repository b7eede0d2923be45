import type { StoreBench } from './history-store.bench.js';
import { historyMemorySuite } from './history-memory.suite.js';
import { historyRowsSuite } from './history-rows.suite.js';
import { historySumsSuite } from './history-sums.suite.js';

/** What every store must do, whatever it is made of. */
export function historyStoreSuite(makeBench: () => Promise<StoreBench>): void {
  describe('rows', () => historyRowsSuite(makeBench));
  describe('sums', () => historySumsSuite(makeBench));
  describe('memory', () => historyMemorySuite(makeBench));
}
