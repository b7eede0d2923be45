import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Remembers in `file` what a result was made from. It is taken away before the work and written after its success, so
 * that work which failed or was cut off never counts.
 * @param {string} file
 * @param {string} fingerprint of what the result is made from
 * @param {string} result a file that must be there
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
export async function unlessStamped(file, fingerprint, result, work) {
  if (existsSync(result) && existsSync(file) && readFileSync(file, 'utf8') === fingerprint) return;
  rmSync(file, { force: true });
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, fingerprint);
}
