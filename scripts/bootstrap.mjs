// Runs one of the documented commands after installing its requirements: a recent Node, dependencies, builds.
// Plain JavaScript without dependencies, so that Node 18 can start it. It stays the parent of the command.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './setup/child.mjs';
import { COMMANDS } from './setup/commands.mjs';
import { ensureBuilds, ensureDependencies, ensureNode, readyNode } from './setup/ensure.mjs';
import { Failure } from './setup/failure.mjs';
import { withLock } from './setup/lock.mjs';
import { say } from './setup/step.mjs';
import { together } from './setup/together.mjs';
import { environmentFor, nodeArguments } from './setup/tools.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} name @param {string[]} args @returns {Promise<number>} the exit code */
async function main(name, args) {
  const command = COMMANDS[name];
  if (!command) throw new Failure(`usage: npm run <command>, one of ${Object.keys(COMMANDS).join(', ')}`, 2);
  const needs = { builds: command.needs, tools: command.tools ?? true };
  const node = readyNode(ROOT, needs) ?? (await setUp(needs));
  if (!command.exec) return 0;
  const { code } = await runChild(node, [...nodeArguments(ROOT, command.exec), ...args], {
    cwd: ROOT,
    env: environmentFor(node, process.env),
    stdio: 'inherit',
  });
  return code;
}

/** @param {import('./setup/ensure.mjs').Needs} needs @returns {Promise<string>} the Node to use */
function setUp({ builds, tools }) {
  return withLock(
    join(ROOT, '.cache/setup.lock'),
    (pid) => say(`waiting for the set-up of process ${pid} …`),
    async () => {
      const [node] = await together(ensureNode(ROOT), ensureDependencies(ROOT, tools));
      await ensureBuilds(ROOT, node, builds);
      return node;
    },
  );
}

try {
  process.exitCode = await main(process.argv[2] ?? '', process.argv.slice(3));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  if (error.message) process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
