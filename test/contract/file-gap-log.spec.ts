import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileGapLog, GAP_FILE } from '../../src/upstream/file-gap-log.js';
import { ManualClock } from '../support/manual-clock.js';
import { gap, gapLogSuite } from './gap-log.suite.js';

const clock = new ManualClock();
const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gap-log-'));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

describe('gap log in a file', () => {
  gapLogSuite(async () => {
    const folder = join(await newFolder(), 'data');
    return {
      log: new FileGapLog(folder, clock),
      reopen: async () => new FileGapLog(folder, clock),
      record: async (log, accountIndex, tradeId) => {
        log.recorded(accountIndex, tradeId);
        clock.advance(5_000);
        await (log as FileGapLog).flush();
      },
    };
  });

  it('names a damaged gap file instead of ignoring it', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, GAP_FILE), '{"7": {"last_tr');
    await expect(new FileGapLog(folder, clock).openGaps(7)).rejects.toThrow(/gaps\.json is damaged/);
  });

  it('reports a failed write and succeeds on the next one', async () => {
    const folder = await newFolder();
    const log = new FileGapLog(join(folder, 'blocked'), clock);
    await writeFile(join(folder, 'blocked'), '');
    await expect(log.open(gap({ gap_id: 'a' }))).rejects.toThrow();
    await rm(join(folder, 'blocked'));
    await log.open(gap({ gap_id: 'a' }));
    expect(JSON.parse(await readFile(join(folder, 'blocked', GAP_FILE), 'utf8'))).toHaveProperty(
      '7.open_gaps.0',
    );
  });
});
