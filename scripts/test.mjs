// `npm test`: Jest, and beside it the checks, each counted as one test. The last line is `N passed, N failed`, and
// `, N skipped` when the tool of an example or the server of a suite is missing. With arguments (`npm test -- src/state`)
// it runs only Jest, with those arguments.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { CHECKS } from './checks.mjs';
import { examples } from './example-tools.mjs';
import { runJest } from './jest-step.mjs';
import { exitCode, runChild } from './setup/child.mjs';
import { Failure } from './setup/failure.mjs';
import { ensureMirrorClients } from './setup/mirror-clients.mjs';
import { ensureRedis, redisServer } from './setup/redis.mjs';
import { nodeArguments } from './setup/tools.mjs';

/** Tests often wait for processes and pages; the checks take what they leave of the cores. */
const CHECKS_AT_ONCE = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
const YIELDING = ['--import', new URL('yield-to-tests.mjs', import.meta.url).href];

/** @param {string} name @returns {Promise<{ passed: number, failed: number }>} */
async function runCheck(name) {
  const began = Date.now();
  let output = '';
  let failed = false;
  for (const command of CHECKS[name] ?? []) {
    const args = [...YIELDING, ...nodeArguments(process.cwd(), command)];
    const { code, interrupted } = await runChild(
      process.execPath,
      args,
      { stdio: ['ignore', 'pipe', 'pipe'] },
      (text) => (output += text),
    );
    if (interrupted) process.exit(exitCode(null, interrupted));
    failed ||= code !== 0;
  }
  report(name, began, failed);
  if (failed) process.stderr.write(`${output.trimEnd()}\n`);
  return { passed: failed ? 0 : 1, failed: failed ? 1 : 0 };
}

/** @param {string} name @param {number} began @param {boolean} failed */
function report(name, began, failed) {
  process.stderr.write(`${failed ? 'FAILED' : 'passed'}  ${name} (${seconds(began)})\n`);
}

/** @param {number} began */
function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

async function runChecks() {
  const waiting = Object.keys(CHECKS);
  /** @type {{ passed: number, failed: number }[]} */
  const results = [];
  const lane = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) results.push(await runCheck(name));
  };
  await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, lane));
  return results;
}

/** Installs what single suites need beyond the packages. @returns the number of failures */
async function prepareSuites() {
  try {
    await Promise.all([ensureRedis(process.cwd()), ensureMirrorClients(process.cwd())]);
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!error.message) process.exit(error.exitCode);
    process.stderr.write(`FAILED  ${error.message}\n`);
    return 1;
  }
}

async function runTests() {
  const failed = await prepareSuites();
  const began = Date.now();
  const jest = await runJest(args);
  report('tests', began, jest.failed > 0);
  return { ...jest, failed: jest.failed + failed };
}

/** The suites of the cluster where there is no server for them: skipped, but a failure in continuous integration. */
function withoutServer() {
  if (redisServer(process.cwd())) return { passed: 0, failed: 0, skipped: [] };
  const reason = 'no redis-server or valkey-server on this machine (Debian: apt install redis-server)';
  const files = readdirSync('test/cluster', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.spec.ts'),
  );
  if (process.env['CI']) {
    process.stderr.write(`FAILED  cluster: ${reason}\n`);
    return { passed: 0, failed: files.length, skipped: [] };
  }
  return { passed: 0, failed: 0, skipped: files.map((file) => `cluster: ${file}: ${reason}`) };
}

const began = Date.now();
const args = process.argv.slice(2);
const [jest, checks] = await Promise.all([runTests(), args.length > 0 ? [] : runChecks()]);
const cluster = withoutServer();
const results = [jest, ...checks, cluster];
const withoutTool = args.length > 0 ? [] : examples().missing;
const notRun = [
  ...withoutTool.map((name) => `examples/README.md: the line with ${name}, which is not installed`),
  ...cluster.skipped,
];
for (const name of notRun) process.stderr.write(`NOT RUN  ${name}\n`);

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
const skipped = notRun.length > 0 ? `, ${notRun.length} skipped` : '';
process.stdout.write(`total ${seconds(began)}\n${passed} passed, ${failed} failed${skipped}\n`);
process.exitCode = failed === 0 ? 0 : 1;
