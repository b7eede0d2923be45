import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';
import { say, step } from './step.mjs';
import { environmentFor, npmCommand } from './tools.mjs';

/** Stands for the registry that npm is configured with; never asked. */
const ANY_REGISTRY = 'https://any.invalid';

/**
 * Runs `npm ci`. Development dependencies are needed to build, so they are installed under NODE_ENV=production as well.
 * @param {string} what
 * @param {string} cwd
 * @param {string[]} [args]
 */
export async function npmCi(what, cwd, args = []) {
  const { command, shell } = npmCommand(process.execPath, process.env);
  await step(what, [...command, 'ci', '--include=dev', '--no-audit', '--no-fund', ...args], {
    cwd,
    env: environmentFor(process.execPath, process.env),
    shell,
  });
}

/**
 * `npm ci` of the project. The lock names no addresses, for which npm asks the registry about each package, a third of its time. So it
 * runs in a copy of the manifests, with a lock that names them, and the result is moved. Where that fails, it runs in the project itself.
 * @param {string} what
 * @param {string} root
 * @param {string[]} args
 */
export async function installProject(what, root, args) {
  // The links of Windows hold absolute paths, so they cannot be moved.
  if (process.platform === 'win32') return npmCi(what, root, args);
  const copy = join(root, '.cache/install');
  try {
    const folders = copyManifests(root, copy);
    await npmCi(what, copy, [...args, '--replace-registry-host=always']);
    for (const folder of folders) moveModules(join(copy, folder), join(root, folder));
  } catch (error) {
    const interrupted = error instanceof Failure && error.message === '';
    if (interrupted) throw error;
    say(`${what}: trying again as the registry describes each package`);
    await npmCi(what, root, args);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** @param {string} root @param {string} copy @returns {string[]} the folders that may have packages of their own */
function copyManifests(root, copy) {
  rmSync(copy, { recursive: true, force: true });
  const packages = existsSync(join(root, 'packages')) ? readdirSync(join(root, 'packages')) : [];
  const folders = ['.', ...packages.map((name) => join('packages', name))];
  for (const file of ['.npmrc', ...folders.map((folder) => join(folder, 'package.json'))]) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(root, file), join(copy, file));
  }
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  writeFileSync(join(copy, 'package-lock.json'), withAddresses(lock));
  return folders;
}

/** @typedef {{ name?: string, version?: string, integrity?: string, resolved?: string }} LockEntry */

/** A lock file in which each package has its address at the configured registry. @param {string} text */
export function withAddresses(text) {
  /** @type {{ packages?: Record<string, LockEntry> }} */
  const lock = JSON.parse(text);
  for (const [path, entry] of Object.entries(lock.packages ?? {})) {
    const at = path.lastIndexOf('node_modules/');
    if (at < 0 || !entry.integrity || entry.resolved) continue;
    const name = entry.name ?? path.slice(at + 'node_modules/'.length);
    entry.resolved = `${ANY_REGISTRY}/${name}/-/${name.split('/').at(-1)}-${entry.version}.tgz`;
  }
  return JSON.stringify(lock);
}

/** @param {string} from @param {string} to */
function moveModules(from, to) {
  const modules = join(from, 'node_modules');
  if (!existsSync(modules)) return;
  rmSync(join(to, 'node_modules'), { recursive: true, force: true });
  renameSync(modules, join(to, 'node_modules'));
}
