import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { MISSES_ALLOWED, MissedBeats, type WatchdogOptions } from './watchdog.js';

/** Thread of the watchdog; see `startWatchdog`. */
const { beats, tickMs } = workerData as WatchdogOptions;
const counter = new Int32Array(beats);
const missed = new MissedBeats();

setInterval(() => {
  if (missed.tick(Atomics.load(counter, 0)) < MISSES_ALLOWED) return;
  // The main thread, which the streams of a worker go through, no longer runs: write to the descriptor itself.
  writeSync(
    2,
    `The event loop has been blocked for ${MISSES_ALLOWED} ticks of the watchdog: ending the process\n`,
  );
  process.kill(process.pid, 'SIGABRT');
}, tickMs);
