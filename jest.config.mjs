import { redisServer } from './scripts/setup/redis.mjs';

const common = {
  testEnvironment: 'node',
  // Tests run the sources of the packages, not their builds.
  testEnvironmentOptions: { customExportConditions: ['lighter-broadcaster-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/packages/.*/package.json'],
  watchPathIgnorePatterns: ['<rootDir>/dist'],
};

const suiteWithoutNest = (displayName, ...testMatch) => ({
  ...common,
  displayName,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
});

const suite = (...args) => ({
  ...suiteWithoutNest(...args),
  setupFiles: ['<rootDir>/test/support/jest.setup.mjs'],
});

/** One project a kind of test; `npx jest --selectProjects unit` runs one of them. */
export default {
  // Guards against a hang and measures nothing: a busy machine is no failure.
  testTimeout: 180_000,
  testSequencer: '<rootDir>/scripts/test-order.mjs',
  projects: [
    // Loading Nest takes longer than most of these tests.
    suiteWithoutNest('plain', 'packages/**/*.spec.ts', 'scripts/**/*.spec.ts', 'client/src/**/*.spec.ts'),
    suite('unit', 'src/**/*.spec.ts', 'test/unit/**/*.spec.ts'),
    suite('contract', 'test/contract/**/*.spec.ts'),
    suite('e2e', 'test/e2e/**/*.spec.ts'),
    // Left out where there is no server; `npm test` then reports its files as NOT RUN.
    ...(redisServer(import.meta.dirname) ? [suite('cluster', 'test/cluster/**/*.spec.ts')] : []),
    suite('browser', 'test/browser/**/*.spec.ts'),
  ],
};
