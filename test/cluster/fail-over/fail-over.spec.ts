import { writeSync } from 'node:fs';
import { FailOverCluster } from './fail-over.harness.js';
import { FAULTS, SHORT } from './faults.js';

/** `CLUSTER_ROUNDS=100` for the long form: each round is one fault of all, in turn. `CLUSTER_FAULT` picks them by name. */
const ROUNDS = Number(process.env.CLUSTER_ROUNDS ?? 0);
const PICKED = process.env.CLUSTER_FAULT;
const CLIENTS = ROUNDS > 0 ? 20 : 4;
const PATIENCE_MS = 300_000;

const chosen = PICKED ? FAULTS.filter(({ name }) => name.includes(PICKED)) : ROUNDS > 0 ? FAULTS : SHORT;
const rounds = Array.from({ length: Math.max(ROUNDS, chosen.length) }, (_, at) => ({
  round: at + 1,
  fault: chosen[at % chosen.length]!,
  name: chosen[at % chosen.length]!.name,
}));

/** Progress of the long form, which jest does not show before the end. */
function report(line: string): void {
  if (ROUNDS > 0) writeSync(2, `${new Date().toISOString()} ${line}\n`);
}

describe('a cluster', () => {
  let cluster: FailOverCluster;

  beforeAll(async () => {
    cluster = await FailOverCluster.start({ clients: CLIENTS });
    expect(await cluster.settle()).toEqual([]);
  }, PATIENCE_MS);
  afterAll(async () => {
    report(`takeovers in ms: ${cluster.takeovers.join(' ')}`);
    for (const { ends } of [...cluster.collectors, cluster.recorder])
      report(`ended by itself, beside kills: ${ends.length}\n${ends.join('\n')}`);
    await cluster.close();
  });

  it.each(rounds)(
    'goes on when $name (round $round)',
    async ({ fault }) => {
      const before = { epochs: [...cluster.epochs], doubled: cluster.doubled };
      const { disconnects } = cluster;
      cluster.restarts();
      report(`when ${fault.name} …`);
      const wrong = await fault.run(cluster);
      if (fault.newEpoch)
        await cluster.until(() => before.epochs.every((epoch) => !cluster.epochs.has(epoch)));
      expect([...wrong, ...(await cluster.settle(fault.newEpoch))]).toEqual([]);
      expect(cluster.epochs.size).toBe(1);
      expect(cluster.disconnects).toBe(disconnects);
      if (fault.newEpoch) return;
      expect([...cluster.epochs]).toEqual(before.epochs);
      expect(cluster.doubled).toBe(before.doubled);
      expect(cluster.restarts()).toEqual([]);
    },
    PATIENCE_MS,
  );
});
