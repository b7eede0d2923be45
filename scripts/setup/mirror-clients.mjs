import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFor, npmCommand } from './tools.mjs';

const FOLDER = 'test/mirror-clients';
const LOCK = 'package-lock.json';

/**
 * Installs the clients of the exchange that the tests of the mirror run. They belong to the tests alone, so `npm start`
 * never installs them. Without a network the tests that need them are reported as NOT RUN.
 * @param {string} root
 */
export function ensureMirrorClients(root) {
  const folder = join(root, FOLDER);
  const installed = join(folder, 'node_modules/.installed-lock.json');
  const lock = join(folder, LOCK);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(lock, 'utf8')) return;
  const { command, shell } = npmCommand(process.execPath, process.env);
  const [program, ...args] = [
    ...command,
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--workspaces=false',
  ];
  const { status } = spawnSync(program, args, {
    cwd: folder,
    env: environmentFor(process.execPath, process.env),
    shell,
    stdio: 'ignore',
    timeout: 120_000,
  });
  if (status === 0) copyFileSync(lock, installed);
}
