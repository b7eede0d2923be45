import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { SystemClock } from './system-clock.js';

describe('the clock of the machine', () => {
  it('lets a process that was held up read what came in before it runs the timers that it missed', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
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
    server.close();
  });

  it('waits for what is due in more than 24 days', async () => {
    const clock = new SystemClock();
    const ran: number[] = [];
    const late = clock.after(2 ** 31, () => ran.push(1));
    await new Promise<void>((resolve) => void clock.after(5, resolve));
    expect(ran).toEqual([]);
    late.cancel();
  });

  it('runs no timer that was cancelled', async () => {
    const clock = new SystemClock();
    const ran: number[] = [];
    clock.after(1, () => ran.push(1)).cancel();
    await new Promise<void>((resolve) => void clock.after(5, resolve));
    expect(ran).toEqual([]);
  });
});
