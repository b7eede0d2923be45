import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';

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
    const folder = (process.env['PATH'] ?? '').split(delimiter).find((path) => existsSync(join(path, name)));
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
export function ensureRedis(root) {
  if (redisServer(root) || process.platform !== 'linux' || run('apt-get', ['--version'], root) !== 0) return;
  const target = join(root, '.cache/redis');
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/redis-'));
  try {
    if (run('apt-get', ['download', ...PACKAGES], folder) !== 0) {
      run('apt-get', ['update'], folder);
      if (run('apt-get', ['download', ...PACKAGES], folder) !== 0) return;
    }
    const files = readdirSync(folder);
    const unpacked = join(folder, 'unpacked');
    if (files.some((file) => run('dpkg', ['-x', file, unpacked], folder) !== 0)) return;
    rmSync(target, { recursive: true, force: true });
    renameSync(unpacked, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} command @param {string[]} args @param {string} cwd @returns {number | null} its exit code */
function run(command, args, cwd) {
  return spawnSync(command, args, { cwd, stdio: 'ignore', timeout: 60_000 }).status;
}
