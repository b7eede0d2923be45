import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { unavailable } from '../exchange-answers.js';
import { Catalogue } from './catalogue.js';

describe('the catalogue on disk', () => {
  let dataDir: string;
  let warnings: string[];
  const open = (): Catalogue => new Catalogue({ history: { dataDir } } as never, new ManualClock());
  const away = (): Promise<never> => Promise.reject(unavailable('away'));

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'catalogue-'));
    warnings = [];
    const warn = (message: string): void => void warnings.push(message);
    Logger.overrideLogger({ log: warn, error: warn, warn });
  });
  afterEach(() => {
    Logger.overrideLogger(false);
    rmSync(dataDir, { recursive: true });
  });

  it('is missing at the first start, which is no fault', async () => {
    await expect(open().answer('/info', away)).rejects.toMatchObject({ status: 503 });
    expect(warnings).toEqual([]);
  });

  it('is reported when it is damaged, and not used', async () => {
    writeFileSync(join(dataDir, 'mirror-catalogue.json'), '{"/info":');
    await expect(open().answer('/info', away)).rejects.toMatchObject({ status: 503 });
    expect(warnings).toEqual(['mirror-catalogue.json cannot be read: SyntaxError']);
  });
});
