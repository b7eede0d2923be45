// Thread of instruments.mjs: every few milliseconds notes the system call in which the main thread waits.
import { openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** Samples kept, in a ring: more than a minute. */
export const SAMPLES = 8192;
const EVERY_MS = 5;
/** Marks of samples other than system calls. */
export const RUNNING = -2;
export const NO_CALL = -1;

/** The monotonic clock of all threads, in ms. */
export const monotonic = () => Number(process.hrtime.bigint()) / 1e6;

if (workerData?.samples) {
  const { calls, times } = workerData.samples;
  const buffer = Buffer.alloc(200);
  const file = openSync(`/proc/self/task/${process.pid}/syscall`, 'r');
  for (let at = 0; ; at = (at + 1) % SAMPLES) {
    const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    calls[at] = text.startsWith('running') ? RUNNING : Number.parseInt(text, 10);
    times[at] = monotonic();
    Atomics.wait(workerData.samples.idle, 0, 0, EVERY_MS);
  }
}
