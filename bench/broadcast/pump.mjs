// Drives a message source: reads commands from stdin, one per line.
//   flood M W   sends M messages, at most W ahead of the credited count      credit X   X messages have been delivered to every client
//   rate R T    sends R messages a second for T seconds                     quit
import { createInterface } from 'node:readline';

const MARKER_PREFIX = '8888888888';

/** A marker with the current time for the subscriber; digits only, so that it is a valid order id. */
export function marker() {
  return MARKER_PREFIX + process.hrtime.bigint().toString().padStart(20, '0');
}

/** @param {() => void} send sends one message with a marker */
export function pump(send) {
  let left = 0;
  let ahead = 0;
  let sent = 0;
  let credited = 0;
  let running = false;
  const flood = () => {
    running = left > 0 && sent - credited < ahead;
    if (!running) return;
    send();
    sent++;
    left--;
    setImmediate(flood);
  };
  /** @param {number} perSecond @param {number} seconds */
  const steady = (perSecond, seconds) => {
    const start = performance.now();
    for (let at = 0; at < perSecond * seconds; at++)
      setTimeout(send, Math.max(0, start + (at * 1000) / perSecond - performance.now()));
  };
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [command, first = 0, second = 0] = line
      .split(' ')
      .map((word, at) => (at === 0 ? word : Number(word)));
    if (command === 'flood') {
      [left, ahead, sent, credited] = [Number(first), Number(second), 0, 0];
    } else if (command === 'credit') credited = Number(first);
    else if (command === 'rate') steady(Number(first), Number(second));
    else process.exit();
    if (!running) flood();
  });
  process.stdin.on('end', () => process.exit());
}
