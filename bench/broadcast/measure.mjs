// Measurements of one contestant at a time.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Running, works } from './processes.mjs';

const SINK_CORE = 1;
const HERE = import.meta.dirname;
export const wait = /** @param {number} ms */ (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The subscriber in C if it compiles here, else in Node. */
function sinkCommand() {
  const file = join(mkdtempSync(join(tmpdir(), 'bench-sink-')), 'sink');
  if (!works('cc', ['-O2', '-o', file, join(HERE, 'sink.c')]))
    return [process.execPath, join(HERE, 'sink.mjs')];
  execFileSync('chmod', ['+x', file]);
  return [file];
}
const SINK = sinkCommand();
export const SINK_KIND = SINK.length === 1 ? 'C' : 'Node';

/** @typedef {{ total: number, closed: number, reads: number, p50_us: number, p99_us: number, max_us: number }} Tally */

export class Subscribers {
  /** @param {{ port: number, path: string, env?: NodeJS.ProcessEnv, core?: number | undefined }} place @param {number} clients @param {number} [stalled] */
  static async open({ port, path, env = {}, core = SINK_CORE }, clients, stalled = 0) {
    const command = [...SINK, String(port), String(clients), path, String(stalled)];
    const sink = new Running(command, { core, env });
    await sink.line(/"ready"/);
    return new Subscribers(sink);
  }

  /** @param {Running} sink */
  constructor(sink) {
    this.sink = sink;
    /** @type {Tally} */
    this.tally = { total: 0, closed: 0, reads: 0, p50_us: 0, p99_us: 0, max_us: 0 };
    /** @type {((tally: Tally) => void) | null} */
    this.onTally = null;
    sink.listeners.push((line) => {
      this.tally = /** @type {Tally} */ (JSON.parse(line));
      this.onTally?.(this.tally);
    });
  }

  async reset() {
    this.sink.send('reset');
    await wait(60);
  }

  close() {
    return this.sink.stop();
  }
}

/**
 * Closed loop: sends as fast as possible with at most `ahead` messages not yet delivered to every client.
 * @param {import('./contestants.mjs').Contestant} contestant
 * @param {Subscribers} subscribers
 * @param {{ clients: number, ahead: number, seconds: number }} load
 */
export async function flood({ server, source }, subscribers, { clients, ahead, seconds }) {
  await subscribers.reset();
  subscribers.onTally = ({ total }) => source.send(`credit ${Math.floor(total / clients)}`);
  source.send(`flood 1000000000 ${ahead}`);
  await wait(1000);
  const [before, cpuBefore, start] = [subscribers.tally, server.cpu(), performance.now()];
  await wait(seconds * 1000);
  const [after, cpu, took] = [
    subscribers.tally,
    server.cpu() - cpuBefore,
    (performance.now() - start) / 1000,
  ];
  source.send('flood 0 0');
  subscribers.onTally = null;
  await wait(500);
  const delivered = after.total - before.total;
  return {
    perSecond: delivered / took,
    cpuPerMillion: (cpu / delivered) * 1e6,
    perRead: delivered / (after.reads - before.reads),
  };
}

/**
 * Sends messages one by one at a fixed rate per second.
 * @param {import('./contestants.mjs').Contestant} contestant
 * @param {Subscribers} subscribers
 * @param {{ perSecond: number, seconds: number }} load
 */
export async function steady({ server, source }, subscribers, { perSecond, seconds }) {
  await subscribers.reset();
  const cpuBefore = server.cpu();
  source.send(`rate ${perSecond} ${seconds}`);
  await wait(seconds * 1000 + 500);
  const { p50_us, p99_us, max_us, total } = subscribers.tally;
  const cpuShare = (server.cpu() - cpuBefore) / seconds;
  return { p50: p50_us / 1000, p99: p99_us / 1000, max: max_us / 1000, total, cpuShare };
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
