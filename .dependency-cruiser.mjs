import { IMPORTS, LEAVES } from './scripts/import-table.mjs';

const SPEC = '\\.spec\\.tsx?$';

const folderRules = Object.entries(IMPORTS).map(([folder, allowed]) => ({
  name: `imports-of-${folder}`,
  comment: `src/${folder} may import what ARCHITECTURE.md's import table names, nothing else of src/`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: SPEC },
  to: { path: '^src/', pathNot: [`^src/${folder}/`, ...LEAVES, ...allowed] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...folderRules,
    {
      name: 'folder-not-in-the-table',
      comment: 'a new folder of src/ gets its row in scripts/import-table.mjs and ARCHITECTURE.md first',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: Object.keys(IMPORTS).map((folder) => `^src/${folder}/`) },
      to: { path: '^src/' },
    },
    {
      name: 'state-stands-alone',
      comment: 'the waist of the flow knows time and nothing else, not even the other leaves',
      severity: 'error',
      from: { path: '^src/state/', pathNot: SPEC },
      to: { path: '^src/', pathNot: ['^src/state/', '^src/clock/'] },
    },
    {
      name: 'simulator-only-from-the-wiring',
      comment: 'production reaches the simulated exchange through app.module alone',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/simulator/', '^src/app\\.module\\.ts$', SPEC] },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { path: ['^src/', '^client/src/', '^packages/'], pathNot: [SPEC, '^packages/[^/]+/test/'] },
      to: { path: [SPEC, '^test/', '^bench/'] },
    },
    {
      name: 'no-development-dependencies-in-production',
      severity: 'error',
      from: { path: '^src/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'server-and-client-apart',
      comment: 'they meet in the generated API types and in frames, never in code',
      severity: 'error',
      from: { path: '^(src|client/src)/' },
      to: { path: '^(src|client/src)/', pathNot: '^$1/' },
    },
    {
      name: 'client-library-takes-only-the-protocol',
      comment: 'what is packed for others holds the pure files of the protocol and no dependency',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: SPEC },
      to: {
        pathNot: [
          '^packages/client/src/',
          '^src/broadcast/(frames|state-[a-z]+)\\.ts$',
          '^src/state/[a-z-]+\\.ts$',
        ],
      },
    },
    {
      name: 'client-live-and-api-stand-alone',
      severity: 'error',
      from: { path: '^client/src/(live|api)/' },
      to: { path: '^client/src/', pathNot: '^client/src/$1/' },
    },
    {
      name: 'client-features-apart',
      severity: 'error',
      from: { path: '^client/src/features/([^/]+)/' },
      to: { path: '^client/src/features/', pathNot: '^client/src/features/$1/' },
    },
    {
      name: 'no-circles',
      comment: 'types that name each other are allowed: nothing is loaded in a circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
