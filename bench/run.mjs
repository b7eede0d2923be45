// npm run bench: every measurement in its short form, one after another, and one table of them beside their floors.
// Each one's own command has the long form; with --write that updates bench/README.md.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { machine, table } from './support/readme.mjs';

/** Arguments of the short forms. */
const SHORT = {
  'rest/rest.mjs': ['--rounds', '3', '--seconds', '1'],
  'broadcast/run.mjs': ['throughput', '--rounds', '1', '--seconds', '3', '--clients', '1000'],
  'upstream/upstream.mjs': ['--accounts', '100', '--loads', 'both', '--growth', '', '--seconds', '10'],
  'mirror/run.mjs': ['--rounds', '1', '--seconds', '2'],
  'cluster/run.mjs': ['--only', 'clients', '--rounds', '1', '--seconds', '3', '--clients', '500'],
  'history/run.mjs': ['--only', 'hot-path', '--seconds', '5'],
  'alerts/run.mjs': ['--rounds', '4'],
  'dashboard/run.mjs': ['--minutes', '0'],
};
const TYPES = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];

/** @type {import('./support/lines.mjs').Line[]} */
const lines = [];
/** @type {string[]} */
const without = [];
for (const [script, args] of Object.entries(SHORT)) {
  process.stderr.write(`${script} ${args.join(' ')} …\n`);
  const before = lines.length;
  const code = await run(script, args);
  // An exit code of 1 is a missed aim where there are figures.
  if (lines.length === before) without.push(`${script} ended with ${code} and without figures.`);
}
const cells = lines.map(({ what, measured, floor, beside, ratio }) => [
  what,
  measured,
  floor,
  beside,
  ratio.toFixed(2),
]);
const text = table(['what', 'measured', 'floor', 'of the floor', 'ratio'], cells);
process.stdout.write(`\n${[text, ...without, machine()].join('\n\n')}\n`);
process.exitCode = without.length > 0 ? 1 : 0;

/** @param {string} script @param {string[]} args @returns {Promise<number | null>} the exit code */
function run(script, args) {
  const child = fork(join(import.meta.dirname, script), args, {
    execArgv: TYPES,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  child.on('message', (message) =>
    lines.push(.../** @type {import('./support/lines.mjs').Line[]} */ (message)),
  );
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}
