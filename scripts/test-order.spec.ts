import { globSync } from 'node:fs';
import { join } from 'node:path';
import TestOrder, { LONG_FIRST } from './test-order.mjs';

const rootDir = process.cwd();
const inOrder = (...files: string[]): string[] =>
  new TestOrder()
    .sort(files.map((file) => ({ path: join(rootDir, file), context: { config: { rootDir } } })))
    .map(({ path }) => path.slice(rootDir.length + 1));

describe('the order of the tests', () => {
  it('starts long files first, and larger ones before smaller ones of the same rank', () => {
    const [large, small] = ['scripts/setup/setup.spec.ts', 'scripts/test-order.spec.ts'];
    expect(inOrder(small, large, 'test/browser/views.spec.ts', 'test/e2e/soak.spec.ts')).toEqual([
      'test/e2e/soak.spec.ts',
      'test/browser/views.spec.ts',
      large,
      small,
    ]);
  });

  it.each(LONG_FIRST)('names files that exist: %s', (start) => {
    expect(globSync([`${start}*.ts`, `${start}**/*.ts`])).not.toEqual([]);
  });
});
