import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirInUse, lockDataDir, LocksUnsupported } from './lock.js';

const dataDir = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

describe('the lock of the data directory', () => {
  it('is refused while another holder is alive, and free again after its release', () => {
    const held = lockDataDir(dataDir, 0);
    expect(() => lockDataDir(dataDir, 0)).toThrow(DataDirInUse);
    held.release();
    lockDataDir(dataDir, 0).release();
    expect(readdirSync(dataDir)).toEqual(['lock.sqlite']);
  });

  it('reports a file system that refuses every lock as such, not as in use', () => {
    expect(() => lockDataDir(dataDir, 60_000, () => null)).toThrow(LocksUnsupported);
  });
});
