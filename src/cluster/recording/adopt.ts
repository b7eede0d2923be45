import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock/clock.js';
import type { AppConfig } from '../../config/app-config.js';
import { RedisEngine } from '../redis/redis-engine.js';
import { homeOf } from './recorder-home.js';
import { RecorderLease } from './recorder-lease.js';
import { RECORDER } from './recorder-share.js';

/** Long enough for the writes of the command. */
const LEASE_MS = 10_000;

/**
 * Lets the cluster continue its history where this configuration keeps it. Rows that wait are stored there.
 * @throws Error while a recorder runs
 */
export async function adoptHistory(config: AppConfig, clock: Clock): Promise<void> {
  const { url, name } = config.cluster;
  if (url === null) throw new Error('CLUSTER_URL is not set: only the history of a cluster can be adopted');
  const engine = new RedisEngine(
    {
      url: url.reveal(),
      name,
      instance: `adopt-${process.pid}`,
      address: '',
      newEpoch: randomUUID,
    },
    clock,
  );
  await engine.connect();
  try {
    const held = await engine.acquire(RECORDER, LEASE_MS);
    if (!held)
      throw new Error('a recorder of the cluster runs: stop every process with the role recorder first');
    await engine.put(held, 'home', homeOf(config));
    await RecorderLease.free(engine, held);
  } finally {
    await engine.close();
  }
}
