import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotFrame } from 'lighter-broadcaster-protocol/frames';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { SystemClock } from '../../src/clock/system-clock.js';
import { Simulator } from '../../src/simulator/simulator.js';
import { FollowingClient, withoutConfirmations } from '../support/following-client.js';
import { FramesClient } from '../support/frames-client.js';
import { followAll, startProduct, type Product } from '../support/product.js';

const CLIENTS = 5;
const TICK_MS = 25;

describe('a restart under load', () => {
  const simulator = new Simulator({
    clock: new SystemClock(),
    seed: 3,
    accounts: 3,
    limits: 'off',
    walk: 'off',
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'broadcaster-restart-'));
  let env: NodeJS.ProcessEnv;
  let product: Product;
  let load: ReturnType<typeof setInterval> | undefined;
  let clients: FollowingClient[] = [];

  beforeAll(async () => {
    const { url, wsUrl, accounts } = await simulator.start();
    env = {
      ...followAll({ url, ws_url: wsUrl, accounts: [...accounts] }),
      DATA_DIR: dataDir,
      DRAIN_SECONDS: '1',
    };
    product = await startProduct(env);
    env = { ...env, PORT: new URL(product.url).port };
    load = setInterval(() => simulator.exchange.tick(), TICK_MS);
  });

  afterAll(async () => {
    clearInterval(load);
    for (const { client } of clients) client.close();
    await product.stop();
    await simulator.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ws = (): string => `${product.url.replace('http', 'ws')}/ws`;

  /** The server's state of every account, from a fresh client. */
  async function serverState(): Promise<SnapshotFrame[]> {
    const fresh = await FramesClient.connect(`${ws()}?channels=accounts`);
    const channels = simulator.exchange.accounts.map(({ index }) => `account/${index}`);
    const snapshots = await Promise.all(channels.map((channel) => fresh.next('snapshot', channel)));
    await fresh.close();
    return snapshots;
  }

  /** Compares once the server's state does not change between two snapshots. */
  async function expectServerState(): Promise<void> {
    for (;;) {
      const before = await serverState();
      await Promise.all(
        clients.map((client) =>
          client.until(({ seqs }) => before.every(({ channel, seq }) => seqs.get(channel)! >= seq)),
        ),
      );
      const settled = clients.every(({ seqs }) =>
        before.every(({ channel, seq }) => seqs.get(channel) === seq),
      );
      if (!settled) continue;
      for (const client of clients)
        for (const { channel, data } of before)
          expect(client.state(channel)).toEqual(withoutConfirmations(data));
      return;
    }
  }

  it('leaves every client in the exact state with every trade sent once', async () => {
    clients = Array.from({ length: CLIENTS }, () => new FollowingClient(ws()));
    await Promise.all(clients.map((client) => client.until(({ snapshots }) => snapshots === 3)));
    const begun = await serverState();
    const busy = (seqs: Map<string, number>, by: number): boolean =>
      begun.every(({ channel, seq }) => seqs.get(channel)! > seq + by);
    await clients[0]!.until(({ seqs }) => busy(seqs, 20));

    expect(await product.child.stop()).toBe(0);
    expect(readdirSync(dataDir)).toContain('restart.jsonl');
    product = await startProduct(env);

    await Promise.all(clients.map((client) => client.until(({ recoveries }) => recoveries >= 3)));
    const resumed = new Map(clients[0]!.seqs);
    await clients[0]!.until(({ seqs }) =>
      [...resumed].every(([channel, seq]) => seqs.get(channel)! > seq + 20),
    );
    clearInterval(load);
    await expectServerState();
    for (const client of clients) {
      expect(client.losses).toEqual([]);
      expect(client.snapshots).toBe(3);
      for (const [channel, received] of client.trades) {
        expect(received).toHaveLength(new Set(received).size);
        const held = (client.state(channel) as AccountState).trades!;
        expect(held.filter(({ trade_id }) => !received.includes(trade_id))).toEqual([]);
      }
    }
  });

  it('starts a new epoch after a kill', async () => {
    const [before] = await serverState();
    expect(await product.child.stop('SIGKILL')).toBeNull();
    product = await startProduct(env);
    const [after] = await serverState();
    expect(after!.epoch).not.toBe(before!.epoch);
    await Promise.all(clients.map((client) => client.until(({ snapshots }) => snapshots === 6)));
  });
});
