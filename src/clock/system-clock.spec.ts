import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { SystemClock, type MachineTime } from './system-clock.js';

const LONGEST = 2 ** 31 - 1;

/** A machine whose times a test sets, and whose timeouts a test fires. */
function machine(overrides: Partial<MachineTime> = {}) {
  const time = { wall: 1_000_000, elapsed: 5_000, uptime: 80_000 };
  const timeouts: { task: () => void; delayMs: number; handle: NodeJS.Timeout }[] = [];
  const source: MachineTime = {
    wall: () => time.wall,
    elapsed: () => time.elapsed,
    uptime: () => time.uptime,
    timeout: (task, delayMs) => {
      const handle = setTimeout(() => undefined, 0);
      timeouts.push({ task, delayMs, handle });
      return handle;
    },
    ...overrides,
  };
  const pass = (ms: number): void => {
    time.wall += ms;
    time.elapsed += ms;
    time.uptime += ms;
  };
  return { time, timeouts, pass, clock: new SystemClock(source) };
}

it('asks for no timeout of less than nothing', () => {
  const { timeouts, clock } = machine();
  clock.after(-0.003, () => undefined);
  expect(timeouts.map(({ delayMs }) => delayMs)).toEqual([0]);
});

describe('monotonic time of the machine', () => {
  it('adds the time that the machine slept', () => {
    const { time, pass, clock } = machine();
    const before = clock.monotonic();
    pass(1_000);
    time.wall += 3_600_000;
    time.uptime += 3_600_000;
    expect(clock.monotonic() - before).toBe(3_601_000);
    pass(1_000);
    expect(clock.monotonic() - before).toBe(3_602_000);
  });

  it.each([-86_400_000, -600_000, 600_000, 86_400_000])('ignores a wall clock stepped by %d ms', (step) => {
    const { time, pass, clock } = machine();
    const before = clock.monotonic();
    pass(1_000);
    time.wall += step;
    expect(clock.monotonic() - before).toBe(1_000);
  });

  it('notices a sleep even when the wall clock was set back meanwhile', () => {
    const { time, pass, clock } = machine();
    const before = clock.monotonic();
    time.uptime += 60_000;
    pass(10_001);
    expect(clock.monotonic() - before).toBe(70_001);
  });

  it('never goes back, however coarse the uptime is', () => {
    const { time, pass, clock } = machine();
    let last = clock.monotonic();
    for (let turn = 0; turn < 100; turn++) {
      pass(5_000);
      time.uptime += turn % 2 ? -400 : 400;
      time.wall += turn % 2 ? 5_000 : -5_000;
      const now = clock.monotonic();
      expect(now).toBe(last + 5_000);
      last = now;
    }
  });

  it('does without an uptime where the counter of the process never stands still', () => {
    const { time, pass, clock } = machine({ uptime: () => null });
    const before = clock.monotonic();
    pass(1_000);
    time.wall += 3_600_000;
    expect(clock.monotonic() - before).toBe(1_000);
  });
});

describe('timers of the machine', () => {
  it('read pending input before a timer that was held up', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    server.unref();
    await once(server, 'listening');
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
    try {
      const [[accepted]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [
        [net.Socket],
        unknown,
      ];
      const order: string[] = [];
      socket.on('data', (data) => order.push(String(data)));
      const timedOut = new Promise<void>((resolve) => {
        new SystemClock().after(10, () => {
          order.push('timer');
          resolve();
        });
      });
      accepted.end('answer');
      const heldUntil = performance.now() + 400;
      while (performance.now() < heldUntil);
      await timedOut;
      expect(order).toEqual(['answer', 'timer']);
    } finally {
      socket.destroy();
      server.close();
    }
  });

  it('split a delay that Node cannot hold, and fire only after the whole of it', () => {
    const { pass, timeouts, clock } = machine();
    const ran: string[] = [];
    clock.after(LONGEST + 7_000, () => ran.push('late'));
    expect(timeouts.map(({ delayMs }) => delayMs)).toEqual([LONGEST]);
    pass(LONGEST);
    timeouts[0]!.task();
    expect(timeouts.map(({ delayMs }) => delayMs)).toEqual([LONGEST, 7_000]);
    expect(ran).toEqual([]);
    pass(7_000);
    timeouts[1]!.task();
    expect(ran).toEqual(['late']);
  });

  it('cancel both parts of a long delay', () => {
    const { pass, timeouts, clock } = machine();
    const isCanceled = (at: number): boolean =>
      (timeouts[at]!.handle as unknown as { _destroyed: boolean })._destroyed;
    clock.after(LONGEST + 7_000, () => undefined).cancel();
    expect(isCanceled(0)).toBe(true);
    const second = clock.after(LONGEST + 7_000, () => undefined);
    pass(LONGEST);
    timeouts[1]!.task();
    expect(isCanceled(2)).toBe(false);
    second.cancel();
    expect(isCanceled(2)).toBe(true);
  });

  it('cancel a task that was only deferred', async () => {
    const { pass, timeouts, clock } = machine();
    const ran: string[] = [];
    const timer = clock.after(10, () => ran.push('held up'));
    pass(1_000);
    timeouts[0]!.task();
    timer.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toEqual([]);
  });

  it('run no task that was canceled', async () => {
    const clock = new SystemClock();
    const ran: number[] = [];
    clock.after(1, () => ran.push(1)).cancel();
    await new Promise<void>((resolve) => void clock.after(5, resolve));
    expect(ran).toEqual([]);
  });
});
