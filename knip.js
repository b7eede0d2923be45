import { readFileSync } from 'node:fs';
import { COMMANDS } from './scripts/setup/commands.mjs';

/** Used all over the repository, by files of other workspaces; `scripts/test-tools.spec.ts` finds unused ones. */
const tools = Object.keys(
  JSON.parse(readFileSync('packages/test-tools/package.json', 'utf8')).devDependencies,
);

/** knip takes every `test.mjs` for an entry already, and warns of a second mention. */
const KNOWN_TO_KNIP = 'scripts/test.mjs';

/** The sources of what `npm run …` starts, as in `dist/server/main.js`. */
const started = Object.values(COMMANDS).flatMap(({ exec }) =>
  (exec ?? [])
    .filter((word) => /\.m?js$/.test(word) && word !== KNOWN_TO_KNIP)
    .map((file) => file.replace(/^dist\/server\/(.*)\.js$/, 'src/$1.ts')),
);

/** @type {import('knip').KnipConfig} */
export default {
  workspaces: {
    '.': {
      entry: [
        ...started,
        'scripts/{bootstrap,check-files}.mjs',
        'scripts/setup/build-server.mjs',
        'src/history/sqlite/worker.ts',
        'src/watchdog-thread.ts',
        'src/openapi-cli.ts',
        'client/src/main.tsx',
        'client/vite.config.ts',
        // Imported by the modules that client/build/lucide-icons.ts makes.
        'client/src/ui/icon.tsx',
        // Started as processes of their own.
        'bench/*/*.mjs',
        'test/support/*.mjs',
      ],
      project: [
        'src/**/*.ts',
        'client/**/*.{ts,tsx,css}',
        'test/**/*.{ts,mjs}',
        '!test/mirror-clients/**',
        'scripts/**/*.mjs',
        'bench/**/*.{ts,mjs}',
      ],
    },
    'test/mirror-clients': { entry: ['{ccxt-calls,ccxt-orders,official-calls}.mjs'], project: ['*.mjs'] },
    'packages/client': { entry: ['pack.mjs'], project: ['src/**/*.ts'] },
    'packages/test-tools': { project: [], ignoreDependencies: tools },
    'packages/protocol': { project: ['src/**/*.ts'] },
  },
  ignoreExportsUsedInFile: true,
  // Run by name: see scripts/setup/tools.mjs.
  ignore: ['client/src/api/schema.generated.ts'],
  // Of Linux; the soak uses it.
  ignoreBinaries: ['prlimit'],
  // `lucide:<name>` is a module of client/build/lucide-icons.ts.
  ignoreDependencies: ['lucide', ...tools],
  // The plugins of tools that another workspace lists are off otherwise.
  jest: true,
  'dependency-cruiser': true,
};
