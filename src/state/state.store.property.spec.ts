import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
import { act, ExchangeModel, type Act } from '../../test/support/exchange-model.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { ethMark } from '../../test/support/state-store.js';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Change } from './change.js';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { RestartImage } from './restart-image.js';
import { StateStore } from './state.store.js';
import type { Update } from './update.js';

const OPTIONS = { accounts: [{ index: 7, name: 'x' }], cacheTtlMs: 50, tradesKept: 5, awaitsGaps: false };

/** What goes on beside the exchange: time passes, a mark moves, or we restart cleanly. */
type Aside = { aside: 'wait'; ms: number } | { aside: 'mark'; price: number } | { aside: 'restart' };

const aside: fc.Arbitrary<Aside> = fc.oneof(
  fc.record({ aside: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 70_000 }) }),
  fc.record({ aside: fc.constant('mark' as const), price: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ aside: fc.constant('restart' as const) }),
);

/** A client that holds the account by a snapshot and the changes since, over any number of restarts. */
class Follower {
  readonly clock = new ManualClock(0);
  private readonly published: { change: Change; state: AccountState }[] = [];
  store = this.start();
  state = this.store.account(7)!;
  readonly trades = new Set<string>();
  private position = this.store.positionOf('account/7');
  private total = 0;

  apply(update: Update): void {
    this.store.apply(update);
    this.catchUp();
  }

  wait(ms: number): void {
    this.clock.advance(ms);
    this.catchUp();
  }

  restart(): void {
    const image = JSON.parse(JSON.stringify(this.store.snapshotForRestart())) as RestartImage;
    this.store.onApplicationShutdown();
    this.store = this.start();
    expect(this.store.restore(image)).toBe(true);
  }

  private start(): StateStore {
    const monitor = new LoopMonitor(this.clock);
    const store = new StateStore(this.clock, OPTIONS, monitor, new ExchangeClock(this.clock));
    store.subscribe('follower', (change) => this.published.push({ change, state: store.account(7)! }));
    monitor.onModuleInit();
    store.onModuleInit();
    return store;
  }

  /** Not in the sink itself: the store lets no sink's error out. */
  private catchUp(): void {
    for (const { change, state } of this.published.splice(0)) this.hear(change, state);
    expect(unconfirmed(this.state)).toEqual(unconfirmed(this.store.account(7)!));
  }

  private hear(change: Change, after: AccountState): void {
    expect(change.total).toBe(++this.total);
    if (change.entity !== 'account') return;
    expect({ epoch: change.epoch, seq: change.seq }).toEqual({
      ...this.position,
      seq: this.position.seq + 1,
    });
    this.position = { epoch: change.epoch, seq: change.seq };
    this.state = applyDelta(this.state, change.delta);
    if (!isDeepStrictEqual(this.state, after)) expect(this.state).toEqual(after);
    const { trades } = change.delta;
    if (trades && 'upsert' in trades) for (const { trade_id } of trades.upsert ?? []) this.count(trade_id);
  }

  /** Every fill is published exactly once. */
  private count(tradeId: string): void {
    expect(this.trades.has(tradeId)).toBe(false);
    this.trades.add(tradeId);
  }
}

/** Between changes `confirmed_at` may run ahead of the published state. */
function unconfirmed({ sections, ...rest }: AccountState): object {
  return [rest, Object.values(sections).map((section) => ({ ...section, confirmed_at: 0 }))];
}

describe('a follower of the changes', () => {
  it('holds exactly the state, across restarts too, and gets every trade once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 6, arbitrary: act }, aside), { maxLength: 80, size: 'max' }),
        (steps) => {
          const world = new ExchangeModel();
          world.play({ do: 'connect' });
          const follower = new Follower();
          let heard = 0;
          const hear = (): void => {
            for (; heard < world.heard.length; heard++) follower.apply(world.heard[heard]!);
          };
          for (const step of steps) {
            if (!('aside' in step)) world.play(step satisfies Act);
            else if (step.aside === 'wait') follower.wait(step.ms);
            else if (step.aside === 'mark') follower.apply(ethMark(`${step.price}.5`));
            else follower.restart();
            hear();
          }
          const truth = world.settle();
          hear();
          expect(follower.state.orders).toEqual(truth.orders);
          expect(follower.state.trades).toEqual(truth.trades!.slice(0, 5));
          expect([...follower.trades]).toHaveLength(truth.trades!.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
