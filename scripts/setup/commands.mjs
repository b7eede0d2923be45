/**
 * Every documented `npm run` command: what it needs built (`packages`, `server`, `client`), and what is run then; `tools: false` if it
 * needs nothing of packages/test-tools. The first word of `exec` is `node` or an installed tool (null: nothing to
 * run); arguments after `--` are appended.
 * @type {Record<string, { needs: ('packages' | 'server' | 'client')[], tools?: false, exec: [string, ...string[]] | null }>}
 */
export const COMMANDS = {
  start: {
    needs: ['packages', 'server', 'client'],
    tools: false,
    exec: ['node', 'dist/server/main.js'],
  },
  test: { needs: ['packages', 'server', 'client'], exec: ['node', 'scripts/test.mjs'] },
  simulator: {
    needs: ['packages', 'server'],
    tools: false,
    exec: ['node', '--enable-source-maps', 'dist/server/simulator/main.js'],
  },
  keys: { needs: ['packages', 'server'], tools: false, exec: ['node', 'dist/server/access/keys-cli.js'] },
  bench: { needs: ['packages', 'server', 'client'], exec: ['node', 'bench/run.mjs'] },
  'bench:upstream': {
    needs: ['packages', 'server', 'client'],
    exec: ['node', 'bench/upstream/upstream.mjs'],
  },
  'bench:rest': {
    needs: ['packages', 'server', 'client'],
    exec: ['node', 'bench/rest/rest.mjs'],
  },
  alerts: {
    needs: ['packages', 'server'],
    tools: false,
    exec: ['node', 'dist/server/alerts/delivery/cli.js'],
  },
  history: { needs: ['packages', 'server'], tools: false, exec: ['node', 'dist/server/history/cli/main.js'] },
  'bench:history': {
    needs: ['packages', 'server'],
    exec: [
      'node',
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      'bench/history/run.mjs',
    ],
  },
  'bench:broadcast': {
    needs: ['packages', 'server', 'client'],
    exec: ['node', 'bench/broadcast/run.mjs'],
  },
  'bench:alerts': { needs: ['packages', 'server'], exec: ['node', 'bench/alerts/run.mjs'] },
  'bench:mirror': {
    needs: ['packages', 'server', 'client'],
    exec: ['node', 'bench/mirror/run.mjs'],
  },
  'bench:cluster': { needs: ['packages', 'server', 'client'], exec: ['node', 'bench/cluster/run.mjs'] },
  'bench:dashboard': {
    needs: ['packages', 'server', 'client'],
    exec: ['node', 'bench/dashboard/run.mjs'],
  },
  soak: {
    needs: ['packages', 'server', 'client'],
    exec: [
      'node',
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      'bench/soak/run.mjs',
    ],
  },
  screenshots: {
    needs: ['packages', 'server', 'client'],
    exec: ['node', 'scripts/screenshots.mjs'],
  },
  fuzz: { needs: ['packages', 'server', 'client'], exec: ['node', 'scripts/fuzz.mjs'] },
  openapi: { needs: ['packages', 'server', 'client'], exec: ['node', 'scripts/openapi.mjs'] },
  'dry-build': { needs: [], exec: ['node', 'scripts/dry-build/run.mjs'] },
  build: { needs: ['packages', 'server', 'client'], tools: false, exec: null },
  format: { needs: [], exec: ['oxfmt'] },
  lint: { needs: [], exec: ['node', 'scripts/check.mjs', 'lint'] },
  deps: { needs: [], exec: ['node', 'scripts/check.mjs', 'imports'] },
  deadcode: { needs: [], exec: ['node', 'scripts/check.mjs', 'dead code'] },
  spelling: { needs: [], exec: ['node', 'scripts/check.mjs', 'spelling'] },
};
