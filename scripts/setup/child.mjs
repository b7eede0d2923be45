import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {NodeJS.Signals} Signal */
const FORWARDED = /** @type {Signal[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

const PARENT_LOOK_MS = 200;

/**
 * Runs a child in this process group and resolves when it has ended. The first SIGINT or SIGTERM that arrives meanwhile
 * is forwarded once and later ones are ignored, because a terminal or group signal reaches the child directly. The exit
 * of the npm that started this process counts as SIGTERM: npm sends signals to a shell that dies without forwarding
 * them.
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(text: string) => void} [onText] called with the text that the child writes to pipes
 * @returns {Promise<{ code: number, interrupted: Signal | null }>} `code` is 128+n when a signal ended the child;
 * `interrupted` is the signal that was forwarded
 */
export function runChild(file, args, options, onText = () => undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, detached: false });
    /** @type {Signal | null} */
    let interrupted = null;
    /** @param {Signal} signal */
    const forward = (signal) => {
      if (interrupted) return;
      interrupted = signal;
      child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const stopLooking = whenOrphaned(() => forward('SIGTERM'));
    const release = () => {
      stopLooking();
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onText);
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve({ code: exitCode(code, signal), interrupted });
    });
  });
}

/**
 * Only under npm: a process started manually may outlive its shell.
 * @param {() => void} act
 * @returns {() => void} stops looking
 */
function whenOrphaned(act) {
  if (!process.env['npm_lifecycle_event']) return () => undefined;
  const parent = process.ppid;
  const look = setInterval(() => process.ppid !== parent && act(), PARENT_LOOK_MS);
  return () => clearInterval(look);
}

/**
 * The shell's convention: the child's own code, or 128+n when signal n ended it.
 * @param {number | null} code
 * @param {Signal | null} signal
 */
export function exitCode(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
