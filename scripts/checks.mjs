/**
 * Named checks, each a list of commands that must all pass. `npm test` runs several at once, so the longest comes first.
 * @type {Record<string, [string, ...string[]][]>}
 */
export const CHECKS = {
  lint: [['eslint', '.', '--max-warnings', '0']],
  types: [
    ['tsc', '--noEmit', '-p', 'tsconfig.json'],
    ['tsc', '--noEmit', '-p', 'client/tsconfig.json'],
    ['tsc', '--noEmit', '-p', 'packages/protocol/tsconfig.json'],
    ['tsc', '--noEmit', '-p', 'packages/client/tsconfig.json'],
  ],
  imports: [
    ['depcruise', '--ts-config', 'tsconfig.json', 'src', 'packages', 'test', 'scripts', 'bench'],
    ['depcruise', '--ts-config', 'client/tsconfig.json', 'client/src'],
  ],
  openapi: [['redocly', 'lint', 'openapi.json']],
  'dead code': [['knip', '--no-progress']],
  formatting: [['prettier', '--check', '--log-level', 'warn', '.']],
  files: [['node', 'scripts/check-files.mjs']],
  spelling: [['cspell', 'lint', '--no-progress', '--no-summary']],
};
