import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppConfig } from '../config/app-config.js';
import { FundingMarks } from './funding-marks.js';

describe('the marks of read funding', () => {
  let dataDir: string;
  const start = (): FundingMarks => new FundingMarks({ history: { dataDir } } as AppConfig);

  beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'funding-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('survive a restart', async () => {
    const marks = start();
    for (let account = 0; account < 50; account++)
      marks.set(account, { funding_id: String(account), timestamp: account });
    await marks.onApplicationShutdown();
    expect(start().of(49)).toEqual({ funding_id: '49', timestamp: 49 });
  });

  it('are written without holding up the event loop', async () => {
    const marks = start();
    marks.set(7, { funding_id: '1', timestamp: 1 });
    expect(existsSync(join(dataDir, 'funding.json'))).toBe(false);
    await marks.onApplicationShutdown();
    expect(existsSync(join(dataDir, 'funding.json'))).toBe(true);
  });
});
