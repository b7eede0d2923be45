import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from '../support/child.js';
import { startProduct } from '../support/product.js';

const WATCHED = resolve('test/support/watched-process.mjs');

/** Well over the 30 ticks of 20 ms for which a blocked event loop is tolerated. */
const LONGER_THAN_ALLOWED_MS = 1_500;

describe('the watchdog', () => {
  it('ends a process whose event loop is blocked, with one line on stderr', async () => {
    const child = new Child(WATCHED, [], { PATH: process.env.PATH });
    await child.line(/^watched$/);
    child.process.kill('SIGUSR2');
    await child.line(/event loop has been blocked for 30 ticks/);
    await child.closed;
    expect(child.process.signalCode).toBe('SIGABRT');
  });

  it('does not end a process that was stopped for longer', async () => {
    const child = new Child(WATCHED, [], { PATH: process.env.PATH });
    await child.line(/^watched$/);
    child.process.kill('SIGSTOP');
    // Real time has to pass for a stopped process, which gives no event to wait for.
    await pause(LONGER_THAN_ALLOWED_MS);
    child.process.kill('SIGCONT');
    await pause(LONGER_THAN_ALLOWED_MS);
    expect(await child.stop('SIGTERM')).toBe(0);
    expect(child.output).toContain('alive');
  });

  it('watches the product', async () => {
    const product = await startProduct();
    const tasks = `/proc/${product.child.process.pid}/task`;
    const names = readdirSync(tasks).map((id) => readFileSync(`${tasks}/${id}/comm`, 'utf8').trim());
    expect(names).toContain('watchdog');
    await product.stop();
  });
});
