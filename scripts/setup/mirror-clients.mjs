import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './step.mjs';
import { environmentFor, npmCommand } from './tools.mjs';

const FOLDER = 'test/mirror-clients';
const LOCK = 'package-lock.json';
const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--workspaces=false'];

/**
 * Installs the clients of the exchange that the tests of the mirror run. They belong to the tests alone, so `npm start`
 * never installs them.
 * @param {string} root
 * @throws Failure with the output of npm
 */
export async function ensureMirrorClients(root) {
  const folder = join(root, FOLDER);
  const installed = join(folder, 'node_modules/.installed-lock.json');
  const lock = join(folder, LOCK);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(lock, 'utf8')) return;
  const { command, shell } = npmCommand(process.execPath, process.env);
  const env = environmentFor(process.execPath, process.env);
  await step("installing the mirror's clients", [...command, 'ci', ...FLAGS], { cwd: folder, env, shell });
  copyFileSync(lock, installed);
}
