/**
 * Named checks, each a list of commands that must all pass. `npm test` runs several at once, so the longest comes first.
 * @type {Record<string, [string, ...string[]][]>}
 */
export const CHECKS = {
  lint: [['oxlint', '--type-aware', '--type-check', '--deny-warnings']],
  imports: [
    ['depcruise', '--ts-config', 'tsconfig.json', 'src', 'packages', 'test', 'scripts', 'bench'],
    ['depcruise', '--ts-config', 'client/tsconfig.json', 'client/src'],
  ],
  openapi: [['redocly', 'lint', 'openapi.json']],
  'dead code': [['knip', '--no-progress']],
  formatting: [['oxfmt', '--check']],
  files: [['node', 'scripts/check-files.mjs']],
  spelling: [['cspell', 'lint', '--no-progress', '--no-summary']],
};
