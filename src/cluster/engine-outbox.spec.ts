import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { anAlertEvent } from '../../test/support/alerts.js';
import { engineOf, LEASE } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { AlertChannel, type DeliveryOutcome } from '../alerts/delivery/alert-channel.port.js';
import { composeMessage, type AlertMessage } from '../alerts/delivery/alert-message.js';
import { ChannelWorker } from '../alerts/delivery/channel-worker.js';
import { Outbox } from '../alerts/delivery/outbox.js';
import { EngineMemory } from './engine-memory.js';
import { EngineOutbox } from './engine-outbox.js';
import type { Engine } from './engine.port.js';
import { Leadership } from './leadership.js';
import { SHARE } from './log-feed.js';

const HOOK = 'hook';

/** The far side of all leaders: it keeps what it got, and answers by script. */
class FarSide extends AlertChannel {
  override readonly name = HOOK;
  readonly got: AlertMessage[] = [];
  readonly script: Promise<DeliveryOutcome>[] = [];

  override async send(message: AlertMessage): Promise<DeliveryOutcome> {
    this.got.push(message);
    return this.script.shift() ?? { result: 'delivered', answer: 'OK' };
  }

  get titles(): string[] {
    return this.got.map(({ title }) => title);
  }
}

const event = (id: string): AlertEvent => anAlertEvent({ event_id: id }, { alert_id: id, summary: id });

async function settled(): Promise<void> {
  for (let turns = 0; turns < 60; turns++) await new Promise((resolve) => setImmediate(resolve));
}

describe('alerts over a takeover', () => {
  let clock: ManualClock;
  let memory: EngineMemory;
  let far: FarSide;
  let leaders: number;
  beforeEach(() => {
    clock = new ManualClock();
    memory = new EngineMemory(clock);
    far = new FarSide();
    leaders = 0;
  });

  /** Leads, and delivers what is left. @param over wraps the engine of this leader */
  async function lead(over: (engine: Engine) => Engine = (engine) => engine) {
    // As if the process before were stopped: its timers do not run.
    clock.freeze(LEASE + 1);
    const engine = over(engineOf(memory, `leader-${++leaders}`));
    const held = (await engine.acquire(SHARE, LEASE))!;
    const leadership = new Leadership(engine, held, clock.monotonic(), LEASE, clock);
    leadership.start(() => undefined);
    const shared = new EngineOutbox(engine, leadership, clock);
    const outbox = new Outbox([HOOK], shared.log);
    const compose = (id: string, events: readonly AlertEvent[]): AlertMessage =>
      composeMessage(id, events, { zone: 'UTC', publicUrl: null });
    const context = { outbox, shared, clock, random: () => 1, compose, report: () => undefined };
    const worker = new ChannelWorker(far, context);
    await outbox.load();
    worker.wake();
    await settled();
    return {
      worker,
      add: async (id: string): Promise<void> => {
        if ((await outbox.add(event(id), [HOOK])).length > 0) worker.added();
      },
      /** Nothing of it reaches the engine any more, and nothing is granted to it. */
      kill: (): void => {
        leadership.lose('killed');
        void worker.stop(0);
      },
    };
  }

  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1_000);
      await settled();
    }
  }

  it('delivers what the leader before had not begun', async () => {
    far.script.push(new Promise(() => undefined));
    const one = await lead();
    await one.add('x');
    await settled();
    await one.add('y');
    one.kill();
    await lead();
    await pass(61);
    expect(far.titles).toEqual(['x', 'x', 'y']);
  });

  it('repeats an attempt of unknown outcome after a minute, as the same message', async () => {
    far.script.push(new Promise(() => undefined));
    const one = await lead();
    await one.add('x');
    await settled();
    one.kill();
    const two = await lead();
    await pass(55);
    expect([far.titles, two.worker.standing().waiting]).toEqual([['x'], 1]);
    await pass(5);
    expect([far.titles, two.worker.standing().waiting]).toEqual([['x', 'x'], 0]);
    expect(far.got[1]).toEqual(far.got[0]);
  });

  it('repeats a failed attempt at once', async () => {
    far.script.push(Promise.resolve({ result: 'retry', answer: '503', retryAfterMs: 3_600_000 }));
    const one = await lead();
    await one.add('x');
    await settled();
    one.kill();
    await lead();
    expect(far.titles).toEqual(['x', 'x']);
  });

  it('sends nothing that the leader before ends after it was replaced', async () => {
    const answer = Promise.withResolvers<DeliveryOutcome>();
    far.script.push(answer.promise);
    const one = await lead();
    await one.add('x');
    await settled();
    const two = await lead();
    answer.resolve({ result: 'delivered', answer: 'OK' });
    await one.add('late').catch(() => undefined);
    await pass(70);
    expect([far.titles, two.worker.standing().waiting]).toEqual([['x'], 0]);
  });

  it.each([false, true])(
    'loses no alert, whichever command its leader dies at (which is carried out: %s)',
    async (isCarriedOut) => {
      for (let commands = 0; commands < 14; commands++) {
        memory = new EngineMemory(clock);
        far = new FarSide();
        const life = { commands: Infinity, isCarriedOut };
        const one = await lead((engine) => endingWith(life, engine));
        life.commands = commands;
        for (const id of ['x', 'y', 'z']) await Promise.race([one.add(id), settled()]);
        await settled();
        one.kill();
        const two = await lead();
        // What was not handed over for certain is handed over again.
        for (const id of ['x', 'y', 'z']) await two.add(id);
        await pass(65);
        const delivered = far.got.flatMap(({ events }) => events.map(({ event_id }) => event_id));
        expect([...new Set(delivered)].sort()).toEqual(['x', 'y', 'z']);
        expect(two.worker.standing().waiting).toBe(0);
        const messages = new Map(far.got.map((message) => [message.id, message]));
        for (const message of far.got) expect(message).toEqual(messages.get(message.id));
        // Twice at most, and then as the same message: the far side had it, and its leader died before it noted that.
        expect(far.got.length - messages.size).toBeLessThanOrEqual(1);
        expect([...messages.values()].flatMap(({ events }) => events)).toHaveLength(3);
      }
    },
  );
});

/** An engine that answers so many commands more, and carries the one after them out or not. */
function endingWith(life: { commands: number; isCarriedOut: boolean }, engine: Engine): Engine {
  return new Proxy(engine, {
    get: (target, name) => {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function' || name === 'now') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        if (life.commands-- > 0) return Reflect.apply(member, target, args);
        if (life.commands === -1 && life.isCarriedOut) await Reflect.apply(member, target, args);
        return new Promise(() => undefined);
      };
    },
  });
}
