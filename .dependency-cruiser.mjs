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
      comment: 'state knows time and the protocol, nothing else: not even the other leaves',
      severity: 'error',
      from: { path: '^src/state/', pathNot: SPEC },
      to: {
        path: ['^src/', '^packages/'],
        pathNot: ['^src/state/', '^src/clock/', '^packages/protocol/src/'],
      },
    },
    {
      name: 'simulator-only-from-the-wiring',
      comment: 'production reaches the simulated exchange through the demo alone',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(simulator|demo)/', '^src/(app\\.module|run)\\.ts$', SPEC] },
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
      comment: 'they share the generated API types and the protocol, no code of each other',
      severity: 'error',
      from: { path: '^(src|client/src)/' },
      to: { path: '^(src|client/src)/', pathNot: '^$1/' },
    },
    {
      name: 'protocol-stands-alone',
      comment: 'shapes, rules and codes that cross a process boundary: pure, without dependencies',
      severity: 'error',
      from: { path: '^packages/protocol/src/', pathNot: SPEC },
      to: { pathNot: '^packages/protocol/src/' },
    },
    {
      name: 'client-package-imports-only-the-protocol',
      comment: 'the published package inlines the protocol and has no dependency',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: SPEC },
      to: { pathNot: ['^packages/client/src/', '^packages/protocol/src/'] },
    },
    {
      name: 'only-frontend-only-uses-the-client-package',
      comment: 'the server is at the other end of it, except where it reads from another instance',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/frontend-only/', SPEC] },
      to: { path: '^packages/client/' },
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
      comment: 'type-only imports included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      // Clients of the exchange are installed beside their own manifest.
      from: { pathNot: '^test/mirror-clients/' },
      // Icons are modules that the build of the dashboard makes.
      to: { couldNotResolve: true, pathNot: '^lucide:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['lighter-broadcaster-source', 'import', 'node', 'default', 'types'],
    },
  },
};
