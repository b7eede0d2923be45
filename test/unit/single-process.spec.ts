import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const STATIC_IMPORT = /^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)\.js'/gms;
const DYNAMIC_IMPORT = /import\('(\.[^']+)\.js'\)/g;

/** The modules that a module loads with itself, and those that it may load later. */
function importsOf(file: string): { now: string[]; later: string[] } {
  const text = readFileSync(file, 'utf8');
  const paths = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(([, path]) => `${join(dirname(file), path!)}.ts`);
  return { now: paths(STATIC_IMPORT), later: paths(DYNAMIC_IMPORT) };
}

it('loads nothing of the cluster without CLUSTER_URL and GATEWAYS', () => {
  const loaded = new Set(['src/main.ts', 'src/run.ts']);
  const later: string[] = [];
  for (const file of loaded) {
    const imports = importsOf(file);
    for (const found of [...imports.now, ...imports.later.filter((path) => !path.startsWith('src/cluster/'))])
      loaded.add(found);
    later.push(
      ...imports.later.filter((found) => found.startsWith('src/cluster/')).map((found) => `${file} ${found}`),
    );
  }
  expect(loaded.size).toBeGreaterThan(200);
  expect([...loaded].filter((file) => file.startsWith('src/cluster/'))).toEqual([]);
  // Behind its check of the configuration.
  expect(later).toEqual(['src/run.ts src/cluster/start-cluster.ts']);
});
