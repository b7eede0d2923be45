import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppConfig } from '../config/app-config.js';
import { reader, startHttp, type HttpApp } from '../../test/support/http-app.js';
import { STATE_OPTIONS_FOR_TESTS } from '../../test/support/state-store.js';
import { FileLabelStore } from './file-label.store.js';
import { LabelsModule } from './labels.module.js';

const ADMIN_OF_7 = { ...reader(7), scope: 'admin' } as const;

describe('labels of accounts', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'labels-'));
  const configured = { label: 'from .env', group: 'desk', tags: [] };
  const config = {
    history: { dataDir },
    accounts: STATE_OPTIONS_FOR_TESTS.accounts.map(({ index }) => ({
      index,
      label: index === 7 ? configured : null,
    })),
  } as unknown as AppConfig;
  let app: HttpApp;
  beforeEach(async () => {
    app = await startHttp([LabelsModule.register(false)], STATE_OPTIONS_FOR_TESTS, config);
  });
  afterEach(() => app.close());
  afterAll(() => rmSync(dataDir, { recursive: true }));
  const change = (index: number, body: object) => app.http.patch(`/api/accounts/${index}/label`).send(body);

  it('start as configured, and are a counted change when they are set', async () => {
    expect(app.store.account(7)?.label).toEqual(configured);
    expect(app.store.account(3)?.label).toBeNull();
    const { seq } = app.store.positionOf('account/7');
    const { body } = await change(7, { label: ' desk05 ', tags: ['eu'] }).expect(200);
    expect(body).toEqual({ account_index: 7, label: 'desk05', group: 'desk', tags: ['eu'] });
    expect(app.store.account(7)?.label).toEqual({ label: 'desk05', group: 'desk', tags: ['eu'] });
    expect(app.store.account(7)?.name).toBe('Lighter_1_x');
    expect(app.store.positionOf('account/7').seq).toBe(seq + 1);
  });

  it('survive a restart, and return to the configured value', async () => {
    expect((await new FileLabelStore(config).load()).get(7)?.label).toBe('desk05');
    expect(app.store.account(7)?.label?.label).toBe('desk05');
    await change(7, { label: null }).expect(200);
    expect(app.store.account(7)?.label).toEqual({ label: 'from .env', group: 'desk', tags: ['eu'] });
  });

  it('that the disk refused do not come with the next one', async () => {
    const refused = join(dataDir, 'labels.json.new');
    const store = new FileLabelStore(config);
    const { tags, ...before } = (await store.load()).get(7)!;
    mkdirSync(refused);
    await expect(store.save(7, { ...before, tags: ['refused'] })).rejects.toThrow('EISDIR');
    rmdirSync(refused);
    await store.save(3, { ...before, tags: [] });
    expect((await new FileLabelStore(config).load()).get(7)?.tags).toEqual(tags);
  });

  it('are set only for visible accounts, and with readable text', async () => {
    app.as(ADMIN_OF_7);
    await change(3, { label: 'x' }).expect(404);
    await change(7, { label: 'x' }).expect(200);
    for (const body of [
      { label: '' },
      { group: 'x'.repeat(41) },
      { tags: ['a', 'a'] },
      { label: 'a\u0000b' },
    ])
      await change(7, body).expect(400);
  });
});
