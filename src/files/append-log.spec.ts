import { appendFile, mkdir, mkdtemp, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendLog } from './append-log.js';

describe('AppendLog', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'append-log-'));
    path = join(folder, 'log');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has every confirmed line on the disk, in the order of the calls', async () => {
    const log = new AppendLog(path);
    expect(await log.read()).toEqual([]);
    await log.rewrite(() => ['first']);
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`);
    await Promise.all(lines.map((line) => log.append(line)));
    expect(await new AppendLog(path).read()).toEqual(['first', ...lines]);
    expect(log.appended).toBe(lines.join('\n').length + 1);
    await log.rewrite(() => ['only']);
    expect(log.appended).toBe(0);
    await log.append('next');
    expect(await readFile(path, 'utf8')).toBe('only\nnext\n');
    await log.close();
  });

  it('loses no line that is confirmed while the content is replaced', async () => {
    const log = new AppendLog(path);
    const kept: string[] = [];
    const append = async (line: string): Promise<void> => {
      await log.append(line);
      kept.push(line);
    };
    await Promise.all([append('a'), append('b'), log.rewrite(() => [...kept]), append('c')]);
    await Promise.all([log.rewrite(() => [...kept]), append('d'), log.rewrite(() => [...kept])]);
    expect((await log.read()).sort()).toEqual(['a', 'b', 'c', 'd']);
    await log.close();
  });

  it('starts a new line after one that a failed write may have torn', async () => {
    const log = new AppendLog(path);
    await mkdir(path);
    await expect(log.append('refused')).rejects.toThrow('EISDIR');
    await rmdir(path);
    await appendFile(path, '{"to');
    await log.append('whole');
    expect(await log.read()).toEqual(['{"to', 'whole']);
    await log.close();
  });

  it('writes lines that came while the content could not be replaced', async () => {
    const log = new AppendLog(path);
    await log.append('before');
    await mkdir(`${path}.new`);
    const replaced = log.rewrite(() => ['new']);
    const [appended, closed] = [log.append('meanwhile'), log.rewrite(() => ['newer'])];
    await expect(replaced).rejects.toThrow('EISDIR');
    await expect(closed).rejects.toThrow('EISDIR');
    await appended;
    expect(await log.read()).toEqual(['before', 'meanwhile']);
    await log.close();
  });
});
