import { FakeFeed } from '../../test/support/fake-feed.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo } from '../../test/support/until.js';
import type { RemoteAnswer } from './collector-api.port.js';
import type { RemoteApi } from './remote-api.js';
import { RemoteTexts } from './remote-texts.js';

describe('the texts of a frontend instance', () => {
  let clock: ManualClock;
  let feed: FakeFeed;
  let texts: RemoteTexts;
  let requests: { path: string; answer: (account: string, status?: number) => Promise<void> }[];

  beforeEach(() => {
    clock = new ManualClock();
    feed = new FakeFeed(7);
    requests = [];
    const request = (_: string, path: string): Promise<RemoteAnswer> =>
      new Promise((resolve) =>
        requests.push({
          path,
          answer: (account, status = 200) => {
            const text = JSON.stringify({ account, orders: [], positions: [], trades: [] });
            resolve({ status, contentType: 'application/json', text, retryAfter: null });
            return settleIo();
          },
        }),
      );
    texts = new RemoteTexts(feed, { request } as unknown as RemoteApi, clock);
    texts.onModuleInit();
    texts.texts(7);
    clock.advance(1_000);
  });

  afterEach(() => texts.onModuleDestroy());

  it('are requested one at a time per account, and again after a change meanwhile', async () => {
    feed.trade(7, 1);
    clock.advance(10_000);
    expect(requests.map(({ path }) => path)).toEqual(['/api/accounts/7/texts']);
    await requests[0]!.answer('first');
    expect(texts.texts(7)?.account).toBe('first');
    clock.advance(1_000);
    expect(requests).toHaveLength(2);
    await requests[1]!.answer('second');
    clock.advance(10_000);
    expect([texts.texts(7)?.account, requests.length]).toEqual(['second', 2]);
  });

  it('are requested again after a failure, and kept meanwhile', async () => {
    await requests[0]!.answer('first');
    feed.trade(7, 1);
    clock.advance(1_000);
    await requests[1]!.answer('', 503);
    expect(texts.texts(7)?.account).toBe('first');
    clock.advance(1_000);
    expect(requests).toHaveLength(3);
  });

  it('are not refreshed while they have no reader', async () => {
    await requests[0]!.answer('first');
    clock.advance(31_000);
    feed.trade(7, 1);
    clock.advance(5_000);
    expect(requests).toHaveLength(1);
  });
});
