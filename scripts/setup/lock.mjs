import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const BEAT_MS = 5_000;
const SILENT_MS = 60_000;
const RETRY_MS = 200;

/** @typedef {{ token: string, pid: number, host: string }} Holder */

/**
 * Runs `work` while no other process holds `file`. A lock whose holder has died, or has not touched it for a minute, is
 * taken over.
 * @template T
 * @param {string} file
 * @param {(pid: number) => void} onWait called once with the holder's process id when the lock is held
 * @param {() => Promise<T>} work
 */
export async function withLock(file, onWait, work) {
  const token = await acquire(file, onWait);
  const isMine = () => holderOf(file)?.token === token;
  const beat = setInterval(() => isMine() && utimesSync(file, new Date(), new Date()), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (isMine()) rmSync(file);
  }
}

/** @param {string} file @param {(pid: number) => void} onWait */
async function acquire(file, onWait) {
  const mine = { token: randomUUID(), pid: process.pid, host: hostname() };
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !created(file, mine);) {
    const holder = holderOf(file);
    if (!holder) continue;
    if (isStale(file, holder)) {
      takeAway(file, holder);
      continue;
    }
    if (!waited) onWait(holder.pid);
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  return mine.token;
}

/** @param {string} file @param {Holder} holder */
function created(file, holder) {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {Holder | null} null when no process holds it; a holder without a process id while the file is being written
 */
function holderOf(file) {
  try {
    const text = readFileSync(file, 'utf8');
    return text ? /** @type {Holder} */ (JSON.parse(text)) : { token: '', pid: 0, host: '' };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** @param {string} file @param {Holder} holder */
function isStale(file, holder) {
  if (holder.host === hostname() && !isAlive(holder.pid)) return true;
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && Date.now() - touched > SILENT_MS;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Two processes may see the same stale lock. Each moves it aside and checks again: another's fresh lock
 * is restored.
 * @param {string} file @param {Holder} stale
 */
function takeAway(file, stale) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (holderOf(aside)?.token !== stale.token) copyFileSync(aside, file, constants.COPYFILE_EXCL);
  rmSync(aside);
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
