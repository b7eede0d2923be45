import { writeFileSync } from 'node:fs';
import { Campaign, type BatchReport } from './campaign.js';
import { InProcessHarness } from './in-process.harness.js';
import { scheduleOf } from './schedule.js';
import type { FaultName } from './fault-kinds.js';

/** Rounds (one account of one batch each); the long form sets 500. */
const ROUNDS = Number(process.env.TRUTH_ROUNDS ?? 0);
const FIRST_SEED = Number(process.env.TRUTH_SEED ?? 1);
const LENGTH_MS = Number(process.env.TRUTH_LENGTH_MS ?? 180_000);
const SETTLE_LIMIT_MS = Number(process.env.TRUTH_SETTLE_MS ?? 600_000);
const ACCOUNTS = 20;

async function runBatch(seed: number): Promise<BatchReport> {
  const faults = process.env.TRUTH_FAULTS?.split(',') as FaultName[] | undefined;
  const schedule = scheduleOf(seed, {
    accounts: ACCOUNTS,
    egresses: 5,
    lengthMs: LENGTH_MS,
    ...(faults ? { faults } : {}),
  });
  const harness = await InProcessHarness.start(seed, ACCOUNTS);
  try {
    return await new Campaign(harness.simulator, harness, schedule, SETTLE_LIMIT_MS).run();
  } finally {
    await harness.end();
  }
}

describe('truth in one process', () => {
  it(
    'shows nothing old as fresh and misses no fill, whatever fails',
    async () => {
      const reports: BatchReport[] = [];
      for (let batch = 0; batch * ACCOUNTS < ROUNDS; batch++)
        reports.push(await runBatch(FIRST_SEED + batch));
      if (process.env.TRUTH_REPORT) writeFileSync(process.env.TRUTH_REPORT, JSON.stringify(reports, null, 1));
      for (const report of reports) {
        expect(report.lies).toEqual([]);
        expect([report.missedFills, report.repeatedFills, report.unsettled]).toEqual([[], [], []]);
        expect([report.refusedRequests, report.refusedMessages]).toEqual([0, 0]);
        expect(report.needlessShare).toBeLessThan(0.01);
      }
    },
    Math.max(120_000, ROUNDS * 30_000),
  );
});
