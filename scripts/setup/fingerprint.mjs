import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const IGNORED = new Set(['node_modules', 'dist', '.DS_Store']);

/**
 * SHA-256 over the names and contents of files and folders, so that edits and added, removed
 * or renamed files all change it. Specs are excluded: they are not part of a build. A missing input counts
 * as such.
 * @param {string} root
 * @param {string[]} inputs relative to root
 */
export function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesBelow(root, input)) {
      const content = readFileSync(join(root, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * Like `fingerprint`, but of names, sizes and times of change instead of contents, without reading any. Equal
 * traces mean equal contents; different ones mean nothing.
 * @param {string} root
 * @param {string[]} inputs relative to root
 */
export function traces(root, inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesBelow(root, input))) {
    const { size, ctimeMs } = statSync(join(root, file));
    hash.update(`${file}\0${size}\0${ctimeMs}\0`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]} in a fixed order, with forward slashes
 */
function filesBelow(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return /\.spec\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(full)
    .filter((name) => !IGNORED.has(name))
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}
