import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runChild } from './child.mjs';

const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

/** @typedef {{ command: string, libraries: string | null }} RedisServer `libraries`: a folder for LD_LIBRARY_PATH */

/**
 * The server for the tests of the cluster: TEST_REDIS_SERVER, else `valkey-server` or `redis-server` of the PATH, else
 * what `ensureRedis` unpacked.
 * @param {string} root
 * @returns {RedisServer | null}
 */
export function redisServer(root) {
  const named = process.env['TEST_REDIS_SERVER'];
  if (named) return { command: named, libraries: null };
  for (const name of ['valkey-server', 'redis-server']) {
    const folder = inPath(name);
    if (folder) return { command: join(folder, name), libraries: null };
  }
  const unpacked = join(root, '.cache/redis/usr');
  const command = join(unpacked, 'bin/redis-server');
  if (!existsSync(command)) return null;
  const triplet = readdirSync(join(unpacked, 'lib')).find((name) => name.endsWith('-linux-gnu'));
  return { command, libraries: join(unpacked, 'lib', triplet ?? '') };
}

/**
 * Unpacks Debian's redis-server into `.cache/redis` where there is no server but an `apt-get`. Installs nothing and
 * starts no service. Without the packages the tests of the cluster are reported as NOT RUN.
 * @param {string} root
 */
export async function ensureRedis(root) {
  if (redisServer(root) || !hasAptGet()) return;
  const target = join(root, '.cache/redis');
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/redis-'));
  try {
    if (!(await succeeds('apt-get', ['download', ...PACKAGES], folder))) {
      await succeeds('apt-get', ['update'], folder);
      if (!(await succeeds('apt-get', ['download', ...PACKAGES], folder))) return;
    }
    const unpacked = join(folder, 'unpacked');
    for (const file of readdirSync(folder))
      if (!(await succeeds('dpkg', ['-x', file, unpacked], folder))) return;
    rmSync(target, { recursive: true, force: true });
    renameSync(unpacked, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasAptGet() {
  return process.platform === 'linux' && inPath('apt-get') !== undefined;
}

/** @param {string} name @returns the first folder of the PATH that has such a file */
function inPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).find((folder) => existsSync(join(folder, name)));
}

/** @param {string} command @param {string[]} args @param {string} cwd */
async function succeeds(command, args, cwd) {
  const { code } = await runChild(command, args, { cwd, stdio: 'ignore', timeout: 60_000 });
  return code === 0;
}
