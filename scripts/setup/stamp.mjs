import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Records in `file` the inputs of a result. It is removed before the work and written after success, so failed or
 * interrupted work never counts.
 * @param {string} file
 * @param {string} fingerprint of the inputs
 * @param {string} result a file that must exist
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
export async function unlessStamped(file, fingerprint, result, work) {
  if (isStamped(file, fingerprint, result)) return;
  rmSync(file, { force: true });
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, fingerprint);
}

/**
 * Whether the result exists and was made from these inputs.
 * @param {string} file @param {string} fingerprint @param {string} result
 */
export function isStamped(file, fingerprint, result) {
  return existsSync(result) && existsSync(file) && readFileSync(file, 'utf8') === fingerprint;
}
