import { Balancer } from '../../support/balancer.js';
import { FailOverCluster } from './fail-over.harness.js';

/** `ROLLING_CLIENTS=1000` for the long form. */
const CLIENTS = Number(process.env.ROLLING_CLIENTS ?? 20);
const PATIENCE_MS = 900_000;

describe('a restart of one process after the other, under load', () => {
  let balancer: Balancer;
  let cluster: FailOverCluster;

  beforeAll(async () => {
    balancer = await Balancer.start();
    cluster = await FailOverCluster.start({ clients: CLIENTS, balancer });
    expect(await cluster.settle()).toEqual([]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await cluster.close();
    await balancer.stop();
  });

  it(
    'keeps the epoch, sends no snapshot but the first, and loses no trade',
    async () => {
      const epochs = [...cluster.epochs];
      const { doubled } = cluster;
      for (const place of cluster.gateways.keys()) await cluster.replaceGateway(place, balancer);
      await cluster.recorder.restart(/This recorder stores/);
      const leader = cluster.leader!;
      const standby = cluster.besides(leader);
      await standby.restart(/stands by/);
      leader.kill('SIGTERM');
      await cluster.until(() => standby.leads);
      expect(await cluster.settle()).toEqual([]);
      expect([...cluster.epochs]).toEqual(epochs);
      expect(cluster.doubled).toBe(doubled);
      expect(cluster.restarts()).toEqual([]);
    },
    PATIENCE_MS,
  );
});
