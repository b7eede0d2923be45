import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aTrade, fromStream, tradesUpdate } from '../../../test/support/canonical.js';
import { anIncident, ethMark, setUpStore } from '../../../test/support/state-store.js';
import { readRestart, writeRestart } from './restart-file.js';
import type { SavedStream } from './stream-positions.js';

describe('the restart file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'broadcaster-restart-'));
    file = join(folder, 'data', 'restart.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = async () => {
    const { store, changes } = setUpStore();
    store.apply(tradesUpdate(7, fromStream(1), aTrade({ trade_id: '1' })));
    store.apply(ethMark('2400.10'));
    store.apply({ type: 'incident', incident: anIncident('a') });
    const streams: SavedStream[] = [{ id: 'stream', checkpoints: [[1, [['account/7', 'e', 1]]]] }];
    const restart = { state: store.snapshotForRestart(), tails: changes, streams };
    await writeRestart(file, restart);
    return restart;
  };

  it('restores everything written, one line per entity, and leaves no temporary file', async () => {
    const { state, tails, streams } = await written();
    expect(await readRestart(file)).toEqual(JSON.parse(JSON.stringify({ state, tails, streams })));
    const { accounts, markets, incidents } = state;
    const entities = accounts.length + markets.length + incidents.length + tails.length + streams.length;
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(entities + 2);
    expect(readdirSync(join(folder, 'data'))).toEqual(['restart.jsonl']);
  });

  it('reads null when there is no file', async () => {
    expect(await readRestart(file)).toBeNull();
  });

  it('refuses a truncated file, wherever it was cut', async () => {
    await written();
    const whole = readFileSync(file, 'utf8');
    for (const length of [0, 10, whole.length >> 1, whole.lastIndexOf('["end"]')]) {
      writeFileSync(file, whole.slice(0, length));
      await expect(readRestart(file)).rejects.toThrow(SyntaxError);
    }
  });
});
