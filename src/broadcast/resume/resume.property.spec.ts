import fc from 'fast-check';
import { applyChange } from 'lighter-broadcaster-protocol/apply';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type {
  ChangeFrame,
  Rate,
  ServerFrame,
  Since,
  SnapshotFrame,
} from 'lighter-broadcaster-protocol/frames';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import { startBroadcast, type BroadcastApp } from '../../../test/support/broadcast-app.js';
import { anyDelta } from '../../../test/support/deltas.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { viewOfState } from '../feeds/account-views.js';

/** A client's copy of one channel, built from its frames alone; fails on any frame that does not follow the last. */
class LocalState {
  state: object | null = null;
  position: Since | null = null;
  readonly trades: string[] = [];
  hashes = 0;

  take(frame: ServerFrame): void {
    if (frame.type === 'snapshot') this.begin(frame);
    if (frame.type === 'change' || frame.type === 'gap') this.apply(frame);
    if (frame.type === 'recovered') this.position = { epoch: frame.epoch, seq: frame.to_seq };
  }

  private begin({ data, epoch, seq }: SnapshotFrame): void {
    this.state = data as object;
    this.position = { epoch, seq };
  }

  private apply({ data, epoch, seq, prev_seq, hash }: ChangeFrame): void {
    expect({ epoch, seq: prev_seq }).toEqual(this.position);
    this.state = applyChange('account', this.state!, data as object);
    this.position = { epoch, seq };
    const { trades } = data as AccountDelta;
    if (trades && 'upsert' in trades) this.trades.push(...trades.upsert!.map((trade) => trade.trade_id));
    if (hash === undefined) return;
    this.hashes++;
    expect(stateHash(this.state)).toBe(hash);
  }
}

type Step = { do: 'change'; delta: AccountDelta; gap: boolean } | { do: 'wait' | 'drop' | 'back' };

const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('change' as const), delta: anyDelta, gap: fc.boolean() }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('wait' as const, 'drop' as const, 'back' as const) }),
    },
  ),
  { minLength: 5, maxLength: 40 },
);

describe('a client over a real WebSocket', () => {
  const clock = new ManualClock();
  let feed: FakeFeed;
  let broadcast: BroadcastApp;

  beforeAll(async () => {
    feed = new FakeFeed(7);
    broadcast = await startBroadcast(feed, { clock, options: { hashEvery: 2, resumeBuffer: 8 } });
  });

  afterAll(() => broadcast.close());

  async function connect(channel: string, rate: Rate, local: LocalState): Promise<FramesClient> {
    const client = await FramesClient.connect(`${broadcast.url}?channels=none`);
    const since = local.position ? { [channel]: local.position } : {};
    client.send({ op: 'subscribe', channels: [channel], rate, since });
    await client.settled();
    return client;
  }

  async function live(channel: string, rate: Rate, script: Step[]): Promise<LocalState> {
    const local = new LocalState();
    let client: FramesClient | null = await connect(channel, rate, local);
    for (const step of script) {
      if (step.do === 'change') feed.change(7, step.delta, step.gap && step.delta.trades ? 'gap' : 'change');
      if (step.do === 'wait') clock.advance(60);
      if (step.do === 'drop' && client) {
        await client.close();
        client.frames.forEach((frame) => local.take(frame));
        client = null;
      }
      if (step.do === 'back') client ??= await connect(channel, rate, local);
    }
    client ??= await connect(channel, rate, local);
    clock.advance(2000);
    await client.settled();
    await client.close();
    client.frames.forEach((frame) => local.take(frame));
    return local;
  }

  const runs = { numRuns: 40 };
  const rate = fc.constantFrom<Rate>('live', '100ms', '1s');

  it('ends with the server’s state after any changes and disconnects', async () => {
    await fc.assert(
      fc.asyncProperty(rate, steps, async (rate, script) => {
        const local = await live('account/7', rate, script);
        expect(local.state).toEqual(feed.account(7));
      }),
      runs,
    );
  });

  it('ends with the server’s view after any changes and disconnects', async () => {
    await fc.assert(
      fc.asyncProperty(rate, steps, async (rate, script) => {
        const local = await live('account/7/trades', rate, script);
        expect(local.state).toEqual(viewOfState(feed.account(7)!, 'trades'));
      }),
      runs,
    );
  });
});
