// The subscriber in Node, for machines without a C compiler: the same arguments, commands and lines as sink.c, but slower.
// Fields: total messages, closed connections, seconds idle, reads, latency quantiles in microseconds.
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const [port, count, path, stalled = 0] = process.argv.slice(2);
const MARK = /8888888888(\d{20})/g;
const [name, value] = process.env.SINK_HEADER?.split(': ') ?? [];
const headers = name && value ? { [name]: value } : {};
const messages = process.env.SINK_MESSAGES?.split('\n') ?? [];
/** @type {number[]} */
let latencies = [];
let total = 0;
let closed = 0;

/** @param {Buffer} data */
function take(data) {
  const at = process.hrtime.bigint();
  for (const [, stamp] of data.toString().matchAll(MARK)) {
    total++;
    latencies.push(Number(at - BigInt(stamp ?? 0)) / 1000);
  }
}

/** @param {number} place */
function open(place) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false, headers });
    socket.once('open', () => {
      for (const message of messages) socket.send(message);
      if (place < Number(stalled)) socket.pause();
      resolve(undefined);
    });
    socket.once('error', reject);
    socket.on('message', take);
    socket.on('close', () => closed++);
  });
}

function report() {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = /** @param {number} q */ (q) => sorted[Math.floor(q * (sorted.length - 1))] ?? 0;
  const line = { total, closed, idle_s: 0, reads: total, p50_us: at(0.5), p99_us: at(0.99), max_us: at(1) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await Promise.all(Array.from({ length: Number(count) }, (_, place) => open(place)));
process.stdout.write(`{"ready":${count}}\n`);
setInterval(report, 10);
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'quit') process.exit();
  total = 0;
  latencies = [];
});
