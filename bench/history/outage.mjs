// Effect of a Supabase outage on live clients and on memory: one product, with Supabase healthy and away in alternating rounds.
import { join } from 'node:path';
import { product } from '../broadcast/contestants.mjs';
import { median, steady, Subscribers, wait } from '../broadcast/measure.mjs';
import { Part } from '../soak/part.mjs';

const FLAGS = ['--expose-gc', '--import', join(import.meta.dirname, '../broadcast/gc-on-signal.mjs')];
const OUTAGES = ['gone', 'answers 500', 'answers after 30 s'];
const CLIENTS = 10;
const PER_SECOND = 200;
const PATIENCE_MS = 90_000;
const HEALTHY = 'healthy';

/** @typedef {{ p50: number, p99: number, cpuShare: number, held: number, waiting: number }} Round */

/** @param {{ rounds: number, seconds: number }} plan */
export async function measureOutages({ rounds, seconds }) {
  const store = new Part('store.mjs');
  const env = {
    ...{ Supabase_Url: await store.ask('start'), Supabase_service_role: 'service-key' },
    // When measuring begins, the changes kept by age for clients that resume are full and no longer grow.
    RESUME_MAX_AGE: '2',
    RATE_LIMIT: '100000/minute',
  };
  const contestant = await product({ env, flags: FLAGS });
  const subscribers = await Subscribers.open(contestant, CLIENTS);
  /** @returns {Promise<Round>} */
  const measure = async () => {
    const { p50, p99, cpuShare } = await steady(contestant, subscribers, { perSecond: PER_SECOND, seconds });
    const waiting = await waitingRows(contestant.port);
    return { p50, p99, cpuShare, waiting, held: await contestant.server.held() };
  };
  await measure();
  /** @type {Record<string, Round[]>} */
  const found = Object.fromEntries([HEALTHY, ...OUTAGES].map((state) => [state, []]));
  for (let round = 0; round < rounds; round += 1) {
    found[HEALTHY]?.push(await measure());
    for (const outage of OUTAGES) {
      await store.ask('leave', outage);
      found[outage]?.push(await measure());
      await store.ask('back');
      await drained(contestant.port);
    }
  }
  await subscribers.close();
  await contestant.stop();
  await store.end();
  return compared(found);
}

const least = /** @param {number[]} values */ (values) => Math.min(...values);

/**
 * Each state, and its ratio to the healthy one: for durations the best round, because other load on the machine only
 * adds to them; else the median.
 * @param {Record<string, Round[]>} found
 */
function compared(found) {
  return Object.entries(found).map(([state, rounds]) => {
    const figure = /** @param {keyof Round} name @param {(values: number[]) => number} take */ (
      name,
      take,
    ) => {
      const [value, healthy] = [rounds, found[HEALTHY] ?? []].map((each) =>
        take(each.map((round) => round[name])),
      );
      return { value: Number(value), ratio: Number(value) / Number(healthy) };
    };
    return {
      state,
      p50: figure('p50', least),
      p99: figure('p99', least),
      cpu: figure('cpuShare', least),
      held: figure('held', median),
      waiting: figure('waiting', median).value,
    };
  });
}

/** Rows on disk that Supabase has not taken. @param {number} port */
async function waitingRows(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/supabase/status`);
  if (!answer.ok) throw new Error(`/api/supabase/status: ${answer.status}`);
  return /** @type {{ lag_rows: number }} */ (await answer.json()).lag_rows;
}

/** @param {number} port */
async function drained(port) {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await waitingRows(port)) > 0) {
    if (performance.now() > deadline) throw new Error('Supabase is back, and rows still wait');
    await wait(200);
  }
}
