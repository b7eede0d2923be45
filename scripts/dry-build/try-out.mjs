import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../setup/failure.mjs';

const PATIENCE_MS = 60_000;
const LOOK_MS = 500;

/**
 * Starts CMD, waits until HEALTHCHECK passes, and stops it as Docker would.
 * @param {Record<string, string>} said the text of each instruction
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} variables
 */
export async function tryOut(said, cwd, variables) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables };
  const [file, ...args] = words(said['CMD']);
  const [probe, ...probing] = words(said['HEALTHCHECK']?.replace(/^.*?CMD /, ''));
  const child = spawn(file, args, { cwd, env, stdio: 'inherit' });
  /** @type {Promise<number | null>} */
  const ended = new Promise((done) => child.once('exit', (code) => done(code)));
  const deadline = Date.now() + PATIENCE_MS;
  while (spawnSync(probe, probing, { cwd, env }).status !== 0) {
    if (child.exitCode !== null) throw new Failure(`CMD ended with ${child.exitCode}`);
    if (Date.now() > deadline) child.kill('SIGKILL');
    await pause(LOOK_MS);
  }
  child.kill('SIGTERM');
  const code = await ended;
  if (code !== 0) throw new Failure(`CMD ended with ${code} after SIGTERM`);
}

/** The exec form. @param {string | undefined} text @returns {[string, ...string[]]} */
function words(text) {
  /** @type {[string, ...string[]]} */
  const listed = JSON.parse(text ?? '');
  return listed;
}
