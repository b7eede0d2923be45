import { statSync } from 'node:fs';
import { relative, sep } from 'node:path';

/**
 * Beginnings of paths, longest running tests first: a long file that starts late runs alone in the end. Jest itself goes by
 * the size of a file while it has never seen it run, and these are short.
 */
export const LONG_FIRST = [
  'test/e2e/soak',
  'test/e2e/truth-campaign/',
  'test/browser/accessibility',
  'test/browser/resilience',
  'test/e2e/product-crash',
  'test/browser/truth',
  'test/cluster/',
  'test/browser/',
  'test/e2e/',
  'test/contract/',
];

/** The order in which Jest starts the files; the same on every machine and in every run. */
export default class TestOrder {
  /**
   * @template {{ path: string, context: { config: { rootDir: string } } }} T
   * @param {T[]} tests
   */
  sort(tests) {
    /** @param {T} test */
    const rank = ({ path, context }) => {
      const file = relative(context.config.rootDir, path).split(sep).join('/');
      const at = LONG_FIRST.findIndex((start) => file.startsWith(start));
      return at < 0 ? LONG_FIRST.length : at;
    };
    const ranked = tests.map((test) => ({ test, rank: rank(test), size: statSync(test.path).size }));
    return ranked.sort((a, b) => a.rank - b.rank || b.size - a.size).map(({ test }) => test);
  }

  /** Jest would keep durations here. */
  cacheResults() {}
}
