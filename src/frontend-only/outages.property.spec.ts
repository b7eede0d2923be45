import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { BroadcasterClient } from 'lighter-broadcaster-client';
import { isLive } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { startBroadcast } from '../../test/support/broadcast-app.js';
import { emptyAccount, FakeFeed } from '../../test/support/fake-feed.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { UnreliableLink } from '../../test/support/unreliable-link.js';
import { settleIo, until } from '../../test/support/until.js';
import type { AppConfig } from '../config/app-config.js';
import type { RemoteApi } from './remote-api.js';
import { RemoteFeed } from './remote-feed.js';

/** The default of CACHE_TTL. */
const TTL_MS = 5_000;
const STEP_MS = 250;
/** Chains of outages; 40 take a few seconds, so that the time limit grows with them. */
const RUNS = Number(process.env['OUTAGE_RUNS'] ?? 40);
const LIMIT_MS = 60_000 + RUNS * 2_000;
const ACCOUNTS = [7, 8];

const stale = (isSo: boolean): AccountDelta => ({
  sections: Object.fromEntries(
    Object.entries(emptyAccount(7).sections).map(([name, section]) => [
      name,
      { ...section, stale: isSo, reason: isSo ? 'stream lost' : null },
    ]),
  ),
});

type Step =
  | { does: 'trade' | 'interrupt' | 'cut' | 'stall' | 'repair' | 'new epoch' | 'garbage'; account: number }
  | { does: 'turn stale' | 'turn fresh'; account: number }
  | { does: 'wait'; ms: number };

const account = fc.constantFrom(...ACCOUNTS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('trade' as const), account }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom(
        ...([
          'interrupt',
          'cut',
          'stall',
          'repair',
          'new epoch',
          'garbage',
          'turn stale',
          'turn fresh',
        ] as const),
      ),
      account,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 8_000 }) }),
  },
);

/** Collector, unreliable link, frontend and a client of the frontend. */
async function startChain() {
  const collector = new FakeFeed(...ACCOUNTS);
  for (const index of ACCOUNTS) collector.change(index, stale(false));
  const near = await startBroadcast(collector, { options: { hashEvery: 1 } });
  const link = await UnreliableLink.to(near.url);
  const clock = new ManualClock();
  const config = { lighter: { cacheTtlMs: TTL_MS } } as AppConfig;
  const feed = new RemoteFeed({ socketUrl: link.url } as RemoteApi, clock, config);
  const far = await startBroadcast(feed, { options: { hashEvery: 1 } });
  feed.onApplicationBootstrap();
  await until(() => feed.accountIndexes().length === ACCOUNTS.length);
  const client = new BroadcasterClient({ url: far.url });
  const losses: string[] = [];
  const snapshots: string[] = [];
  client.on('loss', ({ channel, message }) => losses.push(`${channel}: ${message}`));
  const seqs = new Map<string, number>();
  client.on('update', ({ channel, type, seq }) => {
    seqs.set(channel, seq);
    if (type === 'snapshot') snapshots.push(channel);
  });
  client.subscribe('accounts');
  client.connect();
  await until(() => ACCOUNTS.every((index) => client.state(`account/${index}`)));
  const isRecovered = (): boolean =>
    ACCOUNTS.every((index) => isDeepStrictEqual(feed.account(index), collector.account(index)));
  const caughtUp = (): boolean =>
    ACCOUNTS.every((index) => seqs.get(`account/${index}`) === feed.positionOf(`account/${index}`).seq);
  const close = async (): Promise<void> => {
    client.close();
    feed.onModuleDestroy();
    await link.close();
    await far.close();
    await near.close();
  };
  return { collector, link, clock, feed, client, losses, snapshots, isRecovered, caughtUp, close };
}

describe('a frontend behind an unreliable link, with default settings', () => {
  it(
    'never shows old data as fresh, and ends with the collector’s state after any outages',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          const { collector, link, clock, feed, client, losses, snapshots, isRecovered, caughtUp, close } =
            await startChain();
          let unreachableFor = 0;
          let [isReachable, trades, epochs] = [true, 0, 0];
          const pass = async (ms: number): Promise<void> => {
            for (let left = ms; left > 0; left -= STEP_MS) {
              clock.advance(STEP_MS);
              await settleIo(6);
              unreachableFor = isReachable ? 0 : unreachableFor + STEP_MS;
              if (unreachableFor <= TTL_MS + STEP_MS) continue;
              for (const index of ACCOUNTS) expect(!isLive(feed.account(index)!)).toBe(true);
            }
          };
          try {
            for (const next of steps) {
              switch (next.does) {
                case 'wait':
                  await pass(next.ms);
                  continue;
                case 'trade':
                  collector.trade(next.account, ++trades);
                  break;
                case 'turn stale':
                case 'turn fresh':
                  collector.change(next.account, stale(next.does === 'turn stale'));
                  break;
                case 'new epoch':
                  collector.loseThePast(`epoch-${++epochs}-again`);
                  for (const index of ACCOUNTS) collector.trade(index, ++trades);
                  break;
                case 'interrupt':
                  link.interrupt();
                  break;
                case 'garbage':
                  if (isReachable) link.inject('<html>');
                  break;
                case 'repair':
                  link.repair();
                  isReachable = true;
                  unreachableFor = 0;
                  break;
                case 'cut':
                case 'stall':
                  link[next.does]();
                  isReachable = false;
              }
              await settleIo();
            }
            link.repair();
            isReachable = true;
            // However long a busy machine takes for the I/O of a step; a chain that never recovers runs into the time limit.
            while (!isRecovered()) await pass(STEP_MS);
            await until(caughtUp);
            for (const index of ACCOUNTS) {
              expect(client.state(`account/${index}`)).toEqual(collector.account(index));
            }
            expect(losses).toEqual([]);
            // Outages of the link cost the frontend's own clients nothing but small changes.
            expect(snapshots).toHaveLength(ACCOUNTS.length);
          } finally {
            await close();
          }
        }),
        { numRuns: RUNS },
      );
    },
    LIMIT_MS,
  );
});
