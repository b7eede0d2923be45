import { url } from 'node:inspector';
import { Worker } from 'node:worker_threads';

const TICK_MS = 1_000;
/** Ticks of the watchdog without a beat of the event loop, after which the process is ended. */
export const MISSES_ALLOWED = 30;

/**
 * Counts ticks without a beat. Ticks, not time: a process that is stopped or suspended does not tick either, so it survives a
 * pause of any length.
 */
export class MissedBeats {
  private last = 0;
  private misses = 0;

  /** @param beats beats of the event loop so far. @returns how many ticks in a row have passed without one */
  tick(beats: number): number {
    this.misses = beats === this.last ? this.misses + 1 : 0;
    this.last = beats;
    return this.misses;
  }
}

/** Data that the watchdog's thread starts with. */
export interface WatchdogOptions {
  /** One Int32, incremented by every beat. */
  beats: SharedArrayBuffer;
  tickMs: number;
}

/**
 * Ends the process with SIGABRT (exit code 134) when its event loop has been blocked for 30 ticks of a thread of its own, so that
 * a supervisor restarts it. Does nothing under a debugger.
 */
export function startWatchdog(tickMs = TICK_MS): void {
  if (url() !== undefined) return;
  const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const counter = new Int32Array(beats);
  setInterval(() => Atomics.add(counter, 0, 1), tickMs).unref();
  new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: { beats, tickMs } satisfies WatchdogOptions,
    name: 'watchdog',
    execArgv: [],
  }).unref();
}
