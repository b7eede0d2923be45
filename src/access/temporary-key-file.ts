import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { replaceFileSync } from '../files/durable-file.js';

const PRIVATE_FOLDER = 0o700;

/**
 * Where the owner key is kept while `DATA_DIR` cannot be written, for `npm run keys -- link`: a folder of this user among the
 * temporary files. Services with different data folders have different files.
 */
export function temporaryKeyFile(dataDir: string): string {
  const user = process.getuid?.() ?? 'user';
  const name = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  return join(tmpdir(), `lighter-broadcaster-${user}`, `${name}.key`);
}

/** @returns the file. @throws when it cannot be written, or when its folder belongs to another user */
export function writeTemporaryKey(dataDir: string, secret: string): string {
  const file = temporaryKeyFile(dataDir);
  const folder = resolve(file, '..');
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const found = lstatSync(folder);
  // Anybody can create a folder or a link of this name first.
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid()))
    throw new Error(`${folder} belongs to another user`);
  chmodSync(folder, PRIVATE_FOLDER);
  replaceFileSync(file, `${secret}\n`);
  return file;
}
