/**
 * Every documented `npm run` command: what it needs built (`server`, `client`), and what is run then. The first word of
 * `exec` is `node` or the name of an installed tool (null: nothing is run); what the user typed after `--` is appended.
 * @type {Record<string, { needs: ('server' | 'client')[], exec: [string, ...string[]] | null }>}
 */
export const COMMANDS = {
  start: { needs: ['server', 'client'], exec: ['node', '--enable-source-maps', 'dist/server/main.js'] },
  test: { needs: ['server', 'client'], exec: ['node', 'scripts/test.mjs'] },
  simulator: { needs: ['server'], exec: ['node', '--enable-source-maps', 'dist/server/simulator/main.js'] },
  keys: { needs: ['server'], exec: ['node', 'dist/server/access/keys-cli.js'] },
  'bench:upstream': { needs: ['server', 'client'], exec: ['node', 'bench/upstream/upstream.mjs'] },
  'bench:rest': { needs: ['server', 'client'], exec: ['node', 'bench/rest/rest.mjs'] },
  history: { needs: ['server'], exec: ['node', 'dist/server/history/cli/main.js'] },
  'bench:history': {
    needs: ['server'],
    exec: [
      'node',
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      'bench/history/run.mjs',
    ],
  },
  'bench:broadcast': { needs: ['server', 'client'], exec: ['node', 'bench/broadcast/run.mjs'] },
  'bench:dashboard': { needs: ['server', 'client'], exec: ['node', 'bench/dashboard/run.mjs'] },
  soak: {
    needs: ['server', 'client'],
    exec: [
      'node',
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      'bench/soak/run.mjs',
    ],
  },
  screenshots: { needs: ['server', 'client'], exec: ['node', 'scripts/screenshots.mjs'] },
  fuzz: { needs: ['server', 'client'], exec: ['node', 'scripts/fuzz.mjs'] },
  openapi: { needs: ['server', 'client'], exec: ['node', 'scripts/openapi.mjs'] },
  'dry-build': { needs: [], exec: ['node', 'scripts/dry-build/run.mjs'] },
  build: { needs: ['server', 'client'], exec: null },
  format: { needs: [], exec: ['prettier', '--write', '--log-level', 'warn', '.'] },
  lint: { needs: [], exec: ['node', 'scripts/check.mjs', 'lint'] },
  types: { needs: [], exec: ['node', 'scripts/check.mjs', 'types'] },
  deps: { needs: [], exec: ['node', 'scripts/check.mjs', 'imports'] },
  deadcode: { needs: [], exec: ['node', 'scripts/check.mjs', 'dead code'] },
};
