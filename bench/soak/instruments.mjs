// Preloaded with --expose-gc into each product of a soak, with an IPC channel: answers `collect` with the memory held after a
// garbage collection, and after `watch` reports each stall of the event loop.
//
// The machine is shared, so the cause of a stall is measured too. /proc/self/task/<id>/schedstat has the nanoseconds for which the main
// thread ran, and those for which it was ready to run but waited for a core; for the rest it was blocked. A second thread samples
// /proc/self/task/<id>/syscall to see in which call. The machine is the cause when the main thread waits for another thread of V8 that
// has no core (futex), for memory (no call), or was not woken although a timer was due (epoll_wait). The product is the cause of the
// time that the main thread ran, and of the share of the blocked time that the samples find in other calls, such as fsync. Without any
// sample in a stall, the second thread, which sleeps for 5 ms at a time, did not run either: then no thread of the process had a core,
// and only the time that the main thread ran counts.
import { openSync, readSync } from 'node:fs';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { isMainThread, Worker } from 'node:worker_threads';
import { monotonic, NO_CALL, RUNNING, SAMPLES } from './sampler.mjs';

/**
 * A span in which the event loop did not turn, in ms. `at` is its start, in Unix milliseconds; `ranMs` is the main thread's time on a
 * core, `gcMs` the length of garbage collections within, `fullMs` that of full ones among them, `ownMs` the product's part, `calls` the
 * samples by system call.
 * @typedef {{ at: number, ms: number, ranMs: number, gcMs: number, fullMs: number, ownMs: number, calls: Record<string, number> }} Stall
 */

const TICK_MS = 20;
/** Shorter stalls are not reported. */
const STALL_MS = 100;
const NS_PER_MS = 1e6;
const COLLECTIONS_KEPT = 100;
/** Numbers of futex, epoll_wait and epoll_pwait by architecture. @type {Record<string, number[]>} */
const WAITING = { x64: [202, 232, 281], arm64: [98, 22] };
const OTHERS = new Set([NO_CALL, ...(WAITING[process.arch] ?? [])]);

const buffer = Buffer.alloc(80);

/** Opens a file of the main thread; `null` where the kernel has none: all of a stall is then the product's. @param {string} name */
function openOfMain(name) {
  try {
    const file = openSync(`/proc/self/task/${process.pid}/${name}`, 'r');
    readSync(file, buffer, 0, buffer.length, 0);
    return file;
  } catch {
    return null;
  }
}

function startSampler() {
  const shared = (/** @type {number} */ bytes) => new SharedArrayBuffer(bytes);
  const samples = {
    calls: new Int32Array(shared(SAMPLES * 4)),
    times: new Float64Array(shared(SAMPLES * 8)),
    idle: new Int32Array(shared(4)),
  };
  const isSampled = openOfMain('syscall') !== null;
  if (isSampled) {
    const options = { workerData: { samples }, execArgv: [] };
    new Worker(new URL('./sampler.mjs', import.meta.url), options).unref();
  }
  /** System calls in which the main thread was blocked in that span. @param {number} from @param {number} to */
  const blockedIn = (from, to) =>
    [...samples.calls].filter((call, at) => {
      const time = samples.times[at] ?? 0;
      return time >= from && time <= to && call !== RUNNING;
    });
  return { blockedIn, isSampled };
}

/** Follows garbage collections. @returns their length within a span that has just ended, in ms; only full ones if asked */
function followCollections() {
  const origin = monotonic() - performance.now();
  /** @type {{ from: number, to: number, full: boolean }[]} */
  let latest = [];
  new PerformanceObserver((list) => {
    /** @typedef {import('node:perf_hooks').PerformanceEntry & { detail: { kind: number } }} Collection */
    const entries = /** @type {Collection[]} */ (list.getEntries());
    const spans = entries.map(({ startTime, duration, detail: { kind } }) => {
      const from = origin + startTime;
      return { from, to: from + duration, full: kind === constants.NODE_PERFORMANCE_GC_MAJOR };
    });
    latest = [...latest, ...spans].slice(-COLLECTIONS_KEPT);
  }).observe({ entryTypes: ['gc'] });
  return (/** @type {number} */ from, /** @type {number} */ to, onlyFull = false) =>
    latest
      .filter(({ full }) => full || !onlyFull)
      .reduce((sum, span) => sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)), 0);
}

function watch() {
  const schedstat = openOfMain('schedstat');
  const { blockedIn, isSampled } = startSampler();
  const read = () => {
    const now = monotonic();
    if (schedstat === null) return { now, ran: 0, waited: 0 };
    const text = buffer.toString('latin1', 0, readSync(schedstat, buffer, 0, buffer.length, 0));
    const [ran = 0, waited = 0] = text.split(' ').map((ns) => Number(ns) / NS_PER_MS);
    return { now, ran, waited };
  };
  const collectedIn = followCollections();
  let last = read();
  const check = () => {
    const before = last;
    last = read();
    const ms = last.now - before.now - TICK_MS;
    if (ms <= STALL_MS) return;
    const ranMs = last.ran - before.ran;
    const blockedMs = Math.max(0, ms - ranMs - (last.waited - before.waited));
    const blocked = blockedIn(before.now, last.now);
    const own = blocked.filter((call) => !OTHERS.has(call)).length;
    const share = blocked.length > 0 ? own / blocked.length : isSampled ? 0 : 1;
    /** @type {Record<string, number>} */
    const calls = {};
    for (const call of blocked) calls[call] = (calls[call] ?? 0) + 1;
    // Not Date, whose clock the soak steps.
    const at = performance.timeOrigin + performance.now() - (last.now - before.now);
    const ownMs = ranMs + blockedMs * share;
    const { now: to } = last;
    // Collections are reported a little later.
    const report = () => {
      const [gcMs, fullMs] = [collectedIn(before.now, to), collectedIn(before.now, to, true)];
      process.send?.({ stall: { at, ms, ranMs, gcMs, fullMs, ownMs, calls } });
    };
    setTimeout(report, TICK_MS).unref();
  };
  setInterval(check, TICK_MS).unref();
  return {
    /** Runs a task whose time does not count as a stall. @param {() => void} task */
    aside(task) {
      check();
      task();
      last = read();
    },
  };
}

if (isMainThread) {
  let watching = { aside: (/** @type {() => void} */ task) => task() };
  process.on('message', (question) => {
    if (question === 'watch') watching = watch();
    if (question !== 'collect') return;
    watching.aside(() => globalThis.gc?.());
    const { heapUsed, external } = process.memoryUsage();
    process.send?.({ held: heapUsed + external });
  });
  // The channel alone must not keep a finished product running.
  process.channel?.unref();
}
