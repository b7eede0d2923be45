import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { fingerprint } from './fingerprint.mjs';
import { OLDEST_NODE, isNewEnough, nodeBinary } from './node-version.mjs';
import { unlessStamped } from './stamp.mjs';
import { step } from './step.mjs';
import { environmentFor, nodeArguments, npmCommand } from './tools.mjs';

/** What is built from what. `proof` must be there for a build to count. */
const BUILDS = {
  server: {
    inputs: ['src', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
    proof: 'dist/server/main.js',
    command: /** @type {[string, ...string[]]} */ (['nest', 'build']),
  },
  client: {
    inputs: ['client', 'packages', 'src/broadcast', 'src/state', 'package-lock.json'],
    proof: 'dist/client/index.html',
    command: /** @type {[string, ...string[]]} */ (['vite', 'build', 'client']),
  },
};

/**
 * The Node to run everything with: the running one, or a Node 24 of our own where that is too old.
 * @param {string} root
 */
export async function ensureNode(root) {
  if (isNewEnough(process.version)) return process.execPath;
  const binary = nodeBinary(process.platform, process.arch);
  if (!binary) throw new Failure(noNode(`none can be installed for ${process.platform}-${process.arch}`));
  const folder = join(root, 'runtime');
  const node = join(folder, binary);
  await unlessStamped(
    join(folder, 'node_modules/.stamp'),
    fingerprint(folder, ['package-lock.json']),
    node,
    async () => {
      await npmCi(`installing Node 24 (this machine has ${process.version})`, folder, process.execPath);
      if (!existsSync(node) || spawnSync(node, ['--version']).status !== 0)
        throw new Failure(noNode('the installed Node 24 does not run here'));
    },
  );
  return node;
}

/** @param {string} reason */
function noNode(reason) {
  return `setup: Node ${OLDEST_NODE} or newer is needed, this is ${process.version}, and ${reason}. Install a newer Node and run the command again.`;
}

/**
 * @param {string} root
 * @param {string} node
 */
export async function ensureDependencies(root, node) {
  const lock = `${process.platform}-${process.arch} ${fingerprint(root, ['package-lock.json'])}`;
  const modules = join(root, 'node_modules');
  await unlessStamped(join(modules, '.stamp'), lock, modules, () =>
    npmCi('installing dependencies', root, node),
  );
}

/**
 * Development dependencies are what the product is built with, so they are installed under NODE_ENV=production as well.
 * @param {string} what
 * @param {string} cwd
 * @param {string} node
 */
async function npmCi(what, cwd, node) {
  const { command, shell } = npmCommand(node, process.env);
  await step(what, [...command, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd,
    env: environmentFor(node, process.env),
    shell,
  });
}

/**
 * @param {string} root
 * @param {string} node
 * @param {keyof typeof BUILDS} name
 */
export async function ensureBuild(root, node, name) {
  const { inputs, proof, command } = BUILDS[name];
  await unlessStamped(
    join(root, `dist/.${name}-stamp`),
    fingerprint(root, inputs),
    join(root, proof),
    async () => {
      rmSync(join(root, 'dist', name), { recursive: true, force: true });
      await step(`building the ${name}`, [node, ...nodeArguments(root, command)], {
        cwd: root,
        env: environmentFor(node, process.env),
        shell: false,
      });
    },
  );
}
