import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { exitCode, runChild } from './setup/child.mjs';
import { nodeArguments } from './setup/tools.mjs';

const RESULTS = '.cache/jest-results.json';
const PROGRESS_EVERY = 25;

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Runs Jest, showing failures in full as they happen and only a periodic count of passing files.
 * @param {string[]} args for Jest, such as a path to narrow it
 * @returns {Promise<Counts>} a file that does not load, and a run that leaves no results, count as one failed
 */
export async function runJest(args) {
  rmSync(RESULTS, { force: true });
  const jest = nodeArguments(process.cwd(), [
    'jest',
    '--ci',
    '--silent',
    '--json',
    `--outputFile=${RESULTS}`,
  ]);
  // One more than there are cores: many tests wait for processes, sockets and pages.
  const workers = `--maxWorkers=${availableParallelism() + 1}`;
  const { code, interrupted } = await runChild(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...jest, workers, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
    byLine(hidePassing((line) => process.stderr.write(`${line}\n`))),
  );
  if (interrupted) process.exit(exitCode(null, interrupted));
  return countsIn(existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : null, code);
}

/**
 * @param {string | null} json
 * @param {number} code
 * @returns {Counts}
 */
export function countsIn(json, code) {
  if (json === null) return { passed: 0, failed: 1 };
  /** @type {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} */
  const results = JSON.parse(json);
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/**
 * @param {(line: string) => void} write
 * @returns {(line: string) => void}
 */
export function hidePassing(write) {
  let files = 0;
  return (line) => {
    if (!line.startsWith('PASS ')) return write(line);
    files += 1;
    if (files % PROGRESS_EVERY === 0) write(`tests: ${files} files passed`);
  };
}

/**
 * Splits a stream of text into lines.
 * @param {(line: string) => void} onLine
 * @returns {(text: string) => void}
 */
export function byLine(onLine) {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  };
}
