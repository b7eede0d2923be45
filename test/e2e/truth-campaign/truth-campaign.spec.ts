import { writeFileSync } from 'node:fs';
import { Campaign, type BatchReport } from './campaign.js';
import { InProcessHarness } from './in-process.harness.js';
import { ProcessesHarness } from './processes.harness.js';
import { scheduleOf } from './schedule.js';
import type { Discrepancy } from './oracle.js';
import type { FaultName } from './fault-kinds.js';

const ACCOUNTS = 20;
/** Rounds (one account of one batch each); the long form sets 500. */
const ROUNDS = Number(process.env.TRUTH_ROUNDS ?? 20);
const FIRST_SEED = Number(process.env.TRUTH_SEED ?? 1);
const LENGTH_MS = Number(process.env.TRUTH_LENGTH_MS ?? (ROUNDS > ACCOUNTS ? 180_000 : 90_000));
const PROCESS_ROUNDS = Number(process.env.TRUTH_PROCESS_ROUNDS ?? 2);
const limitMs = Number(process.env.TRUTH_SETTLE_MS ?? 600_000);

const reports: BatchReport[] = [];

function judge(report: BatchReport): void {
  reports.push(report);
  if (process.env.TRUTH_REPORT) writeFileSync(process.env.TRUTH_REPORT, JSON.stringify(reports, null, 1));
  expect(report.lies.map(describeDiscrepancy)).toEqual([]);
  expect([report.missedFills, report.repeatedFills, report.unsettled]).toEqual([[], [], []]);
  expect(report.refused).toEqual({ requests: 0, connections: 0, messages: 0 });
  expect(report.needlessShare).toBeLessThan(0.01);
}

function describeDiscrepancy(discrepancy: Discrepancy): string {
  const { account, view, datum, shown, truth, from, to, faults } = discrepancy;
  return `${account} ${view} ${datum}: "${shown}" instead of "${truth}" from ${from} to ${to} ms after ${faults.join('+')}`;
}

function chosenFaults(): { faults?: readonly FaultName[] } {
  const names = process.env.TRUTH_FAULTS;
  return names === undefined ? {} : { faults: names.split(',') as FaultName[] };
}

async function runBatch(seed: number): Promise<BatchReport> {
  const schedule = scheduleOf(seed, {
    accounts: ACCOUNTS,
    egresses: 5,
    lengthMs: LENGTH_MS,
    ...chosenFaults(),
  });
  const harness = await InProcessHarness.start(seed, ACCOUNTS, schedule.streamLateMs);
  try {
    return await new Campaign(harness.simulator, harness, schedule, {
      tradingMs: 20_000,
      restMs: 40_000,
      limitMs,
    }).run();
  } finally {
    await harness.end();
  }
}

async function runInProcesses(seed: number, accounts: number): Promise<BatchReport> {
  const lengthMs = Number(process.env.TRUTH_PROCESSES_LENGTH_MS ?? (PROCESS_ROUNDS > 2 ? 90_000 : 10_000));
  const egresses = ProcessesHarness.egressesFor(accounts);
  const drawn = scheduleOf(seed, { accounts, egresses, lengthMs, ...chosenFaults() });
  // The short form does not wait as long as the product may: up to five minutes after a Retry-After.
  const isShort = PROCESS_ROUNDS <= 2;
  const schedule = {
    ...drawn,
    operator: drawn.operator || isShort,
    streamLateMs: isShort ? 0 : drawn.streamLateMs,
  };
  const harness = await ProcessesHarness.start(seed, accounts, schedule.streamLateMs);
  try {
    return await new Campaign(harness.simulator, harness, schedule, {
      tradingMs: 2_000,
      restMs: 2_000,
      limitMs,
    }).run();
  } finally {
    await harness.end();
  }
}

describe('truth over real processes', () => {
  it(
    'shows nothing old as fresh and misses no fill under any fault',
    async () => {
      for (let done = 0, batch = 0; done < PROCESS_ROUNDS; batch++) {
        const accounts = Math.min(10, PROCESS_ROUNDS - done);
        done += accounts;
        judge(await runInProcesses(FIRST_SEED + batch, accounts));
      }
    },
    Math.max(120_000, PROCESS_ROUNDS * 60_000),
  );
});

describe('truth in one process', () => {
  it(
    'shows nothing old as fresh and misses no fill under any fault',
    async () => {
      for (let batch = 0; batch * ACCOUNTS < ROUNDS; batch++) judge(await runBatch(FIRST_SEED + batch));
    },
    Math.max(120_000, ROUNDS * 30_000),
  );
});
