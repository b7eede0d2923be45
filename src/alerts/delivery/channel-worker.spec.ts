import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { aFill, anAlertEvent } from '../../../test/support/alerts.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { until } from '../../../test/support/until.js';
import { AppendLog } from '../../files/append-log.js';
import { AlertChannel, type DeliveryOutcome } from './alert-channel.port.js';
import { ChannelWorker } from './channel-worker.js';
import { composeMessage, type AlertMessage } from './alert-message.js';
import { Outbox } from './outbox.js';

const ROOT = mkdtempSync(join(tmpdir(), 'channel-worker-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

/** Remembers messages and answers by script, then as one that takes everything. */
class ScriptedChannel extends AlertChannel {
  readonly sent: AlertMessage[] = [];
  readonly script: (DeliveryOutcome | Promise<DeliveryOutcome>)[] = [];

  constructor(override readonly name: string) {
    super();
  }

  override async send(message: AlertMessage): Promise<DeliveryOutcome> {
    this.sent.push(message);
    return (await this.script.shift()) ?? { result: 'delivered', answer: 'OK' };
  }

  get titles(): string[] {
    return this.sent.map(({ title }) => title);
  }
}

const retry = (retryAfterMs: number | null = null): DeliveryOutcome => ({
  ...{ result: 'retry', answer: '503', retryAfterMs },
});

/** One life of a process with the channels `a` and `b`. */
class Life {
  readonly a = new ScriptedChannel('a');
  readonly b = new ScriptedChannel('b');
  readonly reports: string[] = [];
  readonly outbox: Outbox;
  readonly workers: Record<string, ChannelWorker>;

  private constructor(
    readonly clock: ManualClock,
    path: string | null,
  ) {
    this.outbox = new Outbox(['a', 'b'], path === null ? null : new AppendLog(path));
    const worker = (channel: ScriptedChannel): ChannelWorker =>
      new ChannelWorker(channel, {
        outbox: this.outbox,
        shared: null,
        clock,
        random: () => 1,
        compose: (id, events) => composeMessage(id, events, { zone: 'UTC', publicUrl: null }),
        report: (name, message) => this.reports.push(`${name} ${message}`),
      });
    this.workers = { a: worker(this.a), b: worker(this.b) };
  }

  static async begin(path: string | null = null, prepare?: (life: Life) => void): Promise<Life> {
    const life = new Life(new ManualClock(), path);
    prepare?.(life);
    await life.outbox.load();
    for (const worker of Object.values(life.workers)) worker.wake();
    await settled();
    return life;
  }

  async add(...events: AlertEvent[]): Promise<void> {
    for (const event of events)
      for (const name of await this.outbox.add(event, ['a', 'b'])) this.workers[name]!.added();
    await settled();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }
}

/** Lets the disk and every promise come to rest. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 60; turns++) await new Promise((resolve) => setImmediate(resolve));
}

const critical = (id: string): AlertEvent =>
  anAlertEvent({ event_id: id }, { alert_id: id, summary: `critical ${id}` });

describe('delivery on a channel', () => {
  it('makes one message of a burst', async () => {
    const life = await Life.begin();
    await life.add(...Array.from({ length: 37 }, (_, number) => aFill(number)));
    expect(life.a.sent).toEqual([]);
    await life.pass(5_000);
    expect(life.a.titles).toEqual(['37 fills in 12 s on desk05']);
    expect(life.b.titles).toEqual(life.a.titles);
  });

  it('sends what is critical at once and apart, after what came before', async () => {
    const life = await Life.begin();
    await life.add(aFill(1), aFill(2), critical('x'));
    await life.pass(0);
    expect(life.a.titles).toEqual(['2 fills in 1 s on desk05', 'critical x']);
  });

  it('keeps the order and the id of a message over retries', async () => {
    const life = await Life.begin();
    life.a.script.push(retry(), retry());
    await life.add(critical('x'));
    await life.add(critical('y'));
    await life.pass(1_000);
    await life.pass(2_000);
    expect(life.a.titles).toEqual(['critical x', 'critical x', 'critical x', 'critical y']);
    expect(new Set(life.a.sent.map(({ id }) => id)).size).toBe(2);
    expect(life.a.sent[2]).toEqual(life.a.sent[0]);
  });

  it('tries again when its channel fails for a reason of its own', async () => {
    const life = await Life.begin();
    const fails = jest.spyOn(life.a, 'send').mockRejectedValueOnce(new Error('ENOSPC: no space left'));
    await life.add(critical('x'));
    expect(life.workers.a!.standing()).toMatchObject({
      waiting: 1,
      last_error: expect.stringContaining('ENOSPC'),
    });
    await life.pass(1_000);
    expect([fails.mock.calls.length, life.a.titles]).toEqual([2, ['critical x']]);
  });

  it('doubles its delay up to five minutes, and waits as long as it is asked to', async () => {
    const life = await Life.begin();
    life.a.script.push(...Array.from({ length: 12 }, () => retry()));
    await life.add(critical('x'));
    const delays: number[] = [];
    for (let seconds = 0; delays.length < 11; seconds++) {
      const before = life.a.sent.length;
      await life.pass(1_000);
      if (life.a.sent.length > before) delays.push(seconds + 1 - delays.reduce((sum, each) => sum + each, 0));
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    life.a.script.length = 0;
    life.a.script.push(retry(42_000));
    await life.pass(300_000);
    const before = life.a.sent.length;
    await life.pass(41_999);
    expect(life.a.sent).toHaveLength(before);
    await life.pass(1);
    expect(life.a.sent).toHaveLength(before + 1);
    expect(life.reports).toEqual([expect.stringContaining('a does not take alerts')]);
  });

  it('pauses when the far side asks for it', async () => {
    const life = await Life.begin();
    life.a.script.push({ result: 'delivered', answer: '200', pauseMs: 2_250 });
    await life.add(critical('x'), critical('y'));
    expect(life.a.titles).toEqual(['critical x']);
    await life.pass(2_249);
    expect(life.a.sent).toHaveLength(1);
    await life.pass(1);
    expect(life.a.titles).toEqual(['critical x', 'critical y']);
  });

  it('goes on after a message that is refused for good, and reports it', async () => {
    const life = await Life.begin();
    life.a.script.push({ result: 'rejected', answer: '400: too odd' });
    await life.add(critical('x'));
    await life.add(critical('y'));
    expect(life.a.titles).toEqual(['critical x', 'critical y']);
    expect(life.reports).toEqual([expect.stringContaining('too odd')]);
    expect(life.workers.a!.standing()).toMatchObject({ waiting: 0, rejected: 1, delivered: 1 });
  });

  it('holds up no other channel while one never answers', async () => {
    const life = await Life.begin();
    life.a.script.push(new Promise(() => undefined));
    await life.add(critical('x'));
    await life.add(critical('y'));
    expect(life.a.titles).toEqual(['critical x']);
    expect(life.b.titles).toEqual(['critical x', 'critical y']);
    expect(life.workers.a!.standing()).toMatchObject({ waiting: 2, delivered: 0 });
  });

  it('takes an event once, however often it is handed over', async () => {
    const life = await Life.begin();
    await Promise.all([life.add(critical('x')), life.add(critical('x'))]);
    await life.add(critical('x'));
    expect(life.a.titles).toEqual(['critical x']);
  });

  it('drops the oldest that are not critical when too many wait', async () => {
    const life = await Life.begin();
    life.a.script.push({ result: 'misconfigured', answer: '401' });
    await life.add(critical('x'));
    await life.add(critical('y'), ...Array.from({ length: 1_005 }, (_, number) => aFill(number)));
    expect(life.workers.a!.standing()).toMatchObject({ waiting: 1_001, dropped: 6, last_error: '401' });
    await life.pass(300_000);
    expect(life.a.titles.slice(0, 3)).toEqual(['critical x', 'critical x', 'critical y']);
    expect(life.a.titles.slice(3)).toEqual(Array(9).fill('100 fills in 33 s on desk05'));
  });
});

describe('delivery over restarts', () => {
  let path: string;
  beforeEach(() => {
    path = join(mkdtempSync(join(ROOT, 'data-')), 'outbox');
  });

  it('sends the same message again when it is not known to have arrived', async () => {
    const first = await Life.begin(path);
    first.a.script.push(new Promise(() => undefined));
    await first.add(aFill(1), aFill(2));
    await first.pass(5_000);
    await until(() => first.b.sent.length === 1 && first.workers.b!.standing().waiting === 0);
    await first.add(aFill(3));
    expect(first.a.sent).toHaveLength(1);
    // A kill closes its file too, in the middle of a line.
    await first.outbox.close();
    await appendFile(path, '{"t":"ended","id":"tor');
    const second = await Life.begin(path);
    await until(() => second.a.sent.length === 1 && second.workers.a!.standing().waiting === 1);
    await second.pass(5_000);
    await until(() => second.a.sent.length + second.b.sent.length === 3);
    await until(() => second.workers.a!.standing().waiting + second.workers.b!.standing().waiting === 0);
    expect(second.a.sent[0]).toEqual(first.a.sent[0]);
    expect(second.a.titles).toEqual([first.a.titles[0], aFill(3).alert.summary]);
    expect(second.b.titles).toEqual([aFill(3).alert.summary]);
    await second.outbox.close();
    const third = await Life.begin(path);
    await third.add(aFill(1), aFill(2), aFill(3));
    await third.pass(60_000);
    expect([...third.a.sent, ...third.b.sent]).toEqual([]);
  });

  it('confirms no event that the disk refuses, and takes it when it is handed over again', async () => {
    const log = new AppendLog(path);
    const outbox = new Outbox(['a'], log);
    await outbox.load();
    const append = log.append.bind(log);
    log.append = () => Promise.reject(new Error('ENOSPC'));
    await expect(outbox.add(critical('x'), ['a'])).rejects.toThrow('ENOSPC');
    expect(outbox.backlogOf('a').events).toEqual([]);
    log.append = append;
    expect(await outbox.add(critical('x'), ['a'])).toEqual(['a']);
    await outbox.close();
  });

  it('names channels that are gone, and drops what waits for them', async () => {
    const outbox = new Outbox(['a', 'b'], new AppendLog(path));
    await outbox.load();
    await outbox.add(critical('x'), ['a', 'b']);
    await outbox.close();
    const reopened = async (channels: string[]): Promise<Outbox> => {
      const again = new Outbox(channels, new AppendLog(path));
      await again.load();
      return again;
    };
    // Until it is known which channels there are, nothing is dropped.
    expect((await reopened(['a'])).backlogOf('b').events).toHaveLength(1);
    expect(await (await reopened(['a'])).keepOnly(['a'])).toEqual(['b']);
    expect(await (await reopened(['a', 'b'])).keepOnly(['a', 'b'])).toEqual([]);
    expect((await reopened(['a', 'b'])).backlogOf('b').events).toEqual([]);
  });
});
