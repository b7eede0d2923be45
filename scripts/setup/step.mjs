import { exitCode, runChild } from './child.mjs';
import { Failure } from './failure.mjs';

/** Progress goes to stderr, so that a command's own stdout stays clean. @param {string} line */
export function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/**
 * Runs one set-up step: prints a line before and a timed line after, and the child's output only on failure.
 * @param {string} what as in `installing dependencies`
 * @param {[string, ...string[]]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, shell: boolean }} options
 */
export async function step(what, [file, ...args], options) {
  say(`${what} …`);
  const began = Date.now();
  let output = '';
  const { code, interrupted } = await runChild(
    file,
    args,
    { ...options, stdio: ['ignore', 'pipe', 'pipe'] },
    (text) => (output += text),
  );
  if (interrupted) throw new Failure('', exitCode(null, interrupted));
  if (code !== 0) throw new Failure(`${output.trimEnd()}\nsetup: ${what} failed (exit code ${code})`);
  say(`${what}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
