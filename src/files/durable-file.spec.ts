import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile, replaceFileSync } from './durable-file.js';

const root = mkdtempSync(join(tmpdir(), 'durable-file-'));
afterAll(() => rmSync(root, { recursive: true }));

describe.each([
  ['replaceFile', (path: string, text: string) => replaceFile(path, [text.slice(0, 2), text.slice(2)])],
  ['replaceFileSync', async (path: string, text: string) => replaceFileSync(path, text)],
])('%s', (name, replace) => {
  const path = join(root, name, 'deep', 'state.json');

  it('creates the folder, replaces the content and leaves nothing beside it', async () => {
    await replace(path, 'first and long');
    await replace(path, 'second');
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(existsSync(`${path}.new`)).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps the old content when the new one cannot be written', async () => {
    const kept = join(root, `${name}-kept`);
    await replace(kept, 'old');
    const blocked = join(kept, 'below-a-file');
    await expect((async () => replace(blocked, 'new'))()).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(readFileSync(kept, 'utf8')).toBe('old');
  });
});
