import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Readable by the service's own user only: these files name accounts and their positions. */
const MODE = 0o600;
const BATCH_CHARACTERS = 65_536;

/**
 * Replaces a file atomically and durably: written beside it, flushed, renamed, and the folder flushed too. A crash or a
 * power loss at any moment leaves either the old or the new content. Calls for one path must not overlap.
 * @param content parts are written one after the other, so the whole may be longer than any string can be.
 * @throws the error of the file system; the old file is then untouched.
 */
export async function replaceFile(path: string, content: string | Iterable<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = await open(unfinished(path), 'w', MODE);
  try {
    await beside.writeFile(typeof content === 'string' ? content : batches(content));
    await beside.sync();
  } finally {
    await beside.close();
  }
  await rename(unfinished(path), path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Joins small parts, so that not every one costs a system call. */
function* batches(parts: Iterable<string>): Generator<string> {
  let batch = '';
  for (const part of parts) {
    batch += part;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}

/** `replaceFile` for start-up and shutdown, where nothing may run in between. @throws as `replaceFile`. */
export function replaceFileSync(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  flushed(openSync(unfinished(path), 'w', MODE), (file) => writeFileSync(file, content));
  renameSync(unfinished(path), path);
  flushed(openSync(dirname(path), 'r'), () => undefined);
}

function flushed(file: number, write: (file: number) => void): void {
  try {
    write(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function unfinished(path: string): string {
  return `${path}.new`;
}
