import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const PACKAGE_OF = /** @type {Record<string, string>} */ ({
  tsc: 'typescript',
  depcruise: 'dependency-cruiser',
  redocly: '@redocly/cli',
});

/**
 * The arguments with which Node runs an installed tool: without a shell, the same on every platform.
 * @param {string} root
 * @param {[string, ...string[]]} command `node …` or `<tool> …`
 */
export function nodeArguments(root, [tool, ...args]) {
  if (tool === 'node') return args;
  const folder = join(root, 'node_modules', PACKAGE_OF[tool] ?? tool);
  /** @type {{ bin: string | Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return [
    join(folder, typeof manifest.bin === 'string' ? manifest.bin : (manifest.bin[tool] ?? '')),
    ...args,
  ];
}

/**
 * How to run npm under `node`: the npm that started this process, else the one on the PATH.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: [string, ...string[]], shell: boolean }}
 */
export function npmCommand(node, env) {
  const started = env['npm_execpath'];
  if (started?.endsWith('npm-cli.js')) return { command: [node, started], shell: false };
  return { command: ['npm'], shell: process.platform === 'win32' };
}

/**
 * An environment in which `node` resolves to the given binary, for all descendants too.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
export function environmentFor(node, env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [dirname(node), env[key]].filter(Boolean).join(delimiter);
  return { ...env, [key]: path, NODE: node, npm_node_execpath: node };
}
