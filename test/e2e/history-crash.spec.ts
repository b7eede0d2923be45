import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { FaultBoard } from '../../src/history/fault-board.js';
import type { HistoryStore } from '../../src/history/history-store.port.js';
import { SupabaseStore } from '../../src/history/supabase/supabase.store.js';
import { Secret } from '../../src/secrets/secret.js';
import { Child } from '../support/child.js';
import { openEmbedded, PLACE } from '../support/embedded-store.js';
import { inThisThread } from '../support/in-this-thread.js';
import { ManualClock } from '../support/manual-clock.js';
import { Project } from '../support/postgrest/project.js';
import { RememberedIncidents } from '../support/remembered-incidents.js';

/** CRASH_ROUNDS=20 for the long form. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 3);
const PATIENCE_MS = 60_000 + ROUNDS * 10_000;
const WRITER = resolve('test/support/history-writer.mjs');

/** Writes until it is killed mid-write. @returns the last trade whose write was acknowledged. */
async function writeAndDie(
  dataDir: string,
  first: number,
  ...more: string[]
): Promise<{ acked: number; knew: number }> {
  const child = new Child(WRITER, [dataDir, String(first), ...more], { PATH: process.env.PATH });
  const [, knew] = await child.line(/^open (\d+)$/);
  const batches = 5 + Math.floor(Math.random() * 100);
  await child.line(new RegExp(`^acked ${first + 7 * batches - 1}$`));
  await child.stop('SIGKILL');
  const last = /acked (\d+)\n?$/.exec(child.output.trimEnd());
  return { acked: Number(last?.[1]), knew: Number(knew) };
}

async function everyTrade(store: HistoryStore): Promise<number[]> {
  const ids: number[] = [];
  let cursor = null;
  do {
    const query = {
      table: 'trades',
      accounts: [7],
      from: null,
      to: null,
      order: 'asc',
      limit: 1000,
      cursor,
    } as const;
    const page: Awaited<ReturnType<typeof store.page<'trades'>>> = await store.page<'trades'>(query);
    ids.push(...page.rows.map((row) => Number(row.trade_id)));
    cursor = page.next;
  } while (cursor);
  return ids.sort((a, b) => a - b);
}

/** Every round continues after the last trade known to be on disk. @returns the last of all. */
async function crashAgainAndAgain(dataDir: string, ...more: string[]): Promise<number> {
  let acked = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const life = await writeAndDie(dataDir, acked + 1, ...more);
    expect(life.knew).toBeGreaterThanOrEqual(acked);
    acked = life.acked;
  }
  return acked;
}

describe('killed repeatedly at random moments', () => {
  const place = { network: 'crash', lockWaitMs: 5_000 };
  let dataDir: string;
  let project: Project;
  beforeAll(async () => {
    project = await Project.open();
  });
  afterAll(() => project.close());
  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataDir = await mkdtemp(join(tmpdir(), 'history-crash-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('admits a second process only after the first is killed', async () => {
    const first = new Child(WRITER, [dataDir, '1'], { PATH: process.env.PATH });
    await first.line(/^acked 7$/);
    const refused = openEmbedded(dataDir, { ...place, lockWaitMs: 0 });
    await expect(refused).rejects.toThrow(`DATA_DIR ${dataDir} is in use by another process`);
    await first.stop('SIGKILL');
    await (await openEmbedded(dataDir, { ...place, lockWaitMs: 0 })).close();
  });

  const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

  it(
    'the embedded store holds every acknowledged trade exactly once',
    async () => {
      const acked = await crashAgainAndAgain(dataDir);
      const store = await openEmbedded(dataDir, place);
      const found = await everyTrade(store);
      await store.close();
      expect(found.slice(0, acked)).toEqual(upTo(acked));
      expect(new Set(found).size).toBe(found.length);
    },
    PATIENCE_MS,
  );

  it(
    'Supabase receives every acknowledged trade exactly once',
    async () => {
      const { url } = project.server;
      const acked = await crashAgainAndAgain(dataDir, url);
      const supabase = { url, key: new Secret('service-key'), accounts: [7], journalMaxBytes: 2 ** 30 };
      const clock = new ManualClock();
      const faults = new FaultBoard(clock, new RememberedIncidents());
      const options = { dataDir, ...PLACE, ...place, ...supabase };
      const store = await SupabaseStore.open(options, clock, faults, inThisThread);
      await store.flush();
      const found = await everyTrade(store);
      await store.close();
      expect(found.slice(0, acked)).toEqual(upTo(acked));
      expect(new Set(found).size).toBe(found.length);
    },
    PATIENCE_MS,
  );
});
