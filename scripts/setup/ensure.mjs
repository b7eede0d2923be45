import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { fingerprint, traces } from './fingerprint.mjs';
import { installProject, npmCi } from './install.mjs';
import { OLDEST_NODE, isNewEnough, nodeBinary } from './node-version.mjs';
import { isStamped, unlessStamped } from './stamp.mjs';
import { step } from './step.mjs';
import { together } from './together.mjs';
import { environmentFor, nodeArguments } from './tools.mjs';

/** Inputs of each build; none needs another's outputs. A build counts only if `proof` exists. */
const BUILDS = {
  packages: {
    inputs: ['packages', 'package-lock.json'],
    outputs: ['packages/protocol/dist', 'packages/client/dist'],
    proof: 'packages/client/dist/index.js',
    commands: /** @type {[string, ...string[]][]} */ ([
      ['tsc', '--noCheck', '-p', 'packages/protocol/tsconfig.build.json'],
      ['tsc', '--noCheck', '-p', 'packages/client/tsconfig.build.json'],
    ]),
  },
  server: {
    inputs: [
      'src',
      'packages',
      'scripts/setup/build-server.mjs',
      'scripts/setup/bundle-server.mjs',
      'nest-cli.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
    ],
    outputs: ['dist/server'],
    proof: 'dist/server/main.js',
    commands: /** @type {[string, ...string[]][]} */ ([['node', 'scripts/setup/build-server.mjs']]),
  },
  client: {
    inputs: ['client', 'packages', 'package-lock.json'],
    outputs: ['dist/client'],
    proof: 'dist/client/index.html',
    commands: /** @type {[string, ...string[]][]} */ ([['vite', 'build', 'client']]),
  },
};

/**
 * The Node to use: the running one, or an installed Node 24 if that is too old.
 * @param {string} root
 */
export async function ensureNode(root) {
  if (isNewEnough(process.version)) return process.execPath;
  const binary = nodeBinary(process.platform, process.arch);
  if (!binary) throw new Failure(noNode(`none can be installed for ${process.platform}-${process.arch}`));
  const folder = join(root, 'runtime');
  const node = join(folder, binary);
  await unlessStamped(...runtimeStamp(folder, node), async () => {
    await npmCi(`installing Node 24 (this machine has ${process.version})`, folder);
    if (!existsSync(node) || spawnSync(node, ['--version']).status !== 0)
      throw new Failure(noNode('the installed Node 24 does not run here'));
  });
  return node;
}

/** The packages that the product is built from and runs with; `packages/test-tools` is installed only for `tools`. */
const PRODUCT = ['lighter-broadcaster-protocol', 'lighter-broadcaster-client'];

/** Ends the stamp of an install without tools. */
const PRODUCT_ONLY = ' product';

/**
 * What a command needs: builds, and `tools` for what only checks, tests and benchmarks use.
 * @typedef {{ builds: (keyof typeof BUILDS)[], tools: boolean }} Needs
 */

/**
 * Whether everything is installed and built, checked without writing: a built tree starts on a read-only file system too.
 * @param {string} root
 * @param {Needs} needs
 * @returns {string | null} the Node to use, or null if a set-up is needed
 */
export function readyNode(root, { builds, tools }) {
  const binary = nodeBinary(process.platform, process.arch);
  const recent = isNewEnough(process.version);
  if (!recent && !binary) return null;
  const folder = join(root, 'runtime');
  const node = recent ? process.execPath : join(folder, binary ?? '');
  const ready =
    (recent || isStamped(...runtimeStamp(folder, node))) &&
    hasDependencies(root, tools) &&
    builds.every((name) => isBuilt(root, name));
  return ready ? node : null;
}

/** @typedef {[file: string, fingerprint: string, result: string]} Stamp */

/** @param {string} folder @param {string} node @returns {Stamp} */
function runtimeStamp(folder, node) {
  return [join(folder, 'node_modules/.stamp'), fingerprint(folder, ['package-lock.json']), node];
}

/** @param {string} root @param {boolean} tools @returns {Stamp} */
function dependencyStamp(root, tools) {
  const lock = `${process.platform}-${process.arch} ${fingerprint(root, ['package-lock.json'])}`;
  const modules = join(root, 'node_modules');
  return [join(modules, '.stamp'), tools ? lock : lock + PRODUCT_ONLY, modules];
}

/** @param {string} root @param {boolean} tools */
function hasDependencies(root, tools) {
  return isStamped(...dependencyStamp(root, true)) || (!tools && isStamped(...dependencyStamp(root, false)));
}

/** @param {string} root @param {keyof typeof BUILDS} name @returns {Stamp} */
function buildStamp(root, name) {
  const { inputs, proof } = BUILDS[name];
  return [join(root, `dist/.${name}-stamp`), fingerprint(root, inputs), join(root, proof)];
}

/**
 * Like the stamp of a build, but checked without reading its inputs, 70 ms of each start. Counts only beside the stamp, which a failed
 * build removes.
 * @param {string} root @param {keyof typeof BUILDS} name @returns {Stamp}
 */
function buildTraces(root, name) {
  const { inputs } = BUILDS[name];
  return [join(root, `dist/.${name}-traces`), traces(root, inputs), join(root, `dist/.${name}-stamp`)];
}

/** @param {string} root @param {keyof typeof BUILDS} name */
function isBuilt(root, name) {
  const unchanged = existsSync(join(root, BUILDS[name].proof)) && isStamped(...buildTraces(root, name));
  return unchanged || isStamped(...buildStamp(root, name));
}

/** @param {string} reason */
function noNode(reason) {
  return `setup: Node ${OLDEST_NODE} or newer is needed, this is ${process.version}, and ${reason}. Install a newer Node and run the command again.`;
}

/** Whether an earlier install had the tools: a checkout in which tests ran keeps them. @param {string} root */
function hadTools(root) {
  const [stamp] = dependencyStamp(root, true);
  return existsSync(stamp) && !readFileSync(stamp, 'utf8').endsWith(PRODUCT_ONLY);
}

/**
 * Runs npm under this Node, however old, so that Node 24 can be installed meanwhile.
 * @param {string} root
 * @param {boolean} tools
 */
export async function ensureDependencies(root, tools) {
  if (hasDependencies(root, tools)) return;
  const withTools = tools || hadTools(root);
  const only = PRODUCT.flatMap((name) => ['--workspace', name]);
  await unlessStamped(...dependencyStamp(root, withTools), () =>
    withTools
      ? installProject('installing dependencies and test tools', root, [])
      : installProject('installing dependencies', root, ['--include-workspace-root', ...only]),
  );
}

/** Memory that the builds may take together, in bytes. */
const ROOM_FOR_ALL = 2_000_000_000;

/**
 * Builds what is not built yet, at once where there is room.
 * @param {string} root
 * @param {string} node
 * @param {(keyof typeof BUILDS)[]} names
 */
export async function ensureBuilds(root, node, names) {
  if (freemem() < ROOM_FOR_ALL) for (const name of names) await ensureBuild(root, node, name);
  else await together(...names.map((name) => ensureBuild(root, node, name)));
}

/**
 * @param {string} root
 * @param {string} node
 * @param {keyof typeof BUILDS} name
 */
async function ensureBuild(root, node, name) {
  const { outputs, commands } = BUILDS[name];
  // Before the contents are read, so that an edit meanwhile is noticed.
  const [file, before] = buildTraces(root, name);
  await unlessStamped(...buildStamp(root, name), async () => {
    for (const output of outputs) rmSync(join(root, output), { recursive: true, force: true });
    for (const command of commands)
      await step(`building the ${name}`, [node, ...nodeArguments(root, command)], {
        cwd: root,
        env: environmentFor(node, process.env),
        shell: false,
      });
  });
  writeFileSync(file, before);
}
