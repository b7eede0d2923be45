// Renders the report of a soak as Markdown.
import { machine, table } from '../support/readme.mjs';

const count = /** @param {number} value */ (value) => value.toLocaleString('en');

/**
 * @param {import('./soak.mjs').Plan} plan @param {import('./soak.mjs').Soaked} seen
 * @param {ReturnType<typeof import('./verdict.mjs').verdict>} checks
 */
export function report(
  { durationMs, accounts, clients, seed },
  { tally, suffered, outages, struck, done, happened, ...seen },
  checks,
) {
  const samples = seen.samples.product;
  const [first, last] = [samples[0], samples.at(-1)];
  const cpu = last && first ? (last.cpu - first.cpu) / ((last.at - first.at) / 1000) : NaN;
  const events = table(
    ['what happened', 'how much'],
    [
      ['time under load', `${count(durationMs / 60_000)} minutes, seed ${seed}`],
      ['accounts, trades made', `${accounts}, ${count(seen.made.length)}`],
      ['clients at a time, in total', `${clients}, ${count(tally.came)}`],
      ['client connections cut', count(tally.cut)],
      [
        'read pauses',
        `${count(tally.slow.spells)}; ${last?.conflated} conflations, ${last?.slowClosed} closed as too slow; ${tally.slow.resumed} connections resumed after that, ${tally.slow.anew} restarted`,
      ],
      ['channels resumed, snapshots', `${count(tally.recovered)}, ${count(tally.snapshots)}`],
      ['updates received, with a hash checked', `${count(tally.updates)}, ${count(tally.hashed)}`],
      ['faults of the exchange', listed(suffered)],
      [
        'outages of the store',
        `${listed(outages)}; ${count(struck)} requests failed, ${seen.outagesNamed} lines of the log name them`,
      ],
      ['CPU, worst loop delay p99', `${Math.round(cpu * 100)} % of a core, ${worstDelay(samples)}`],
      ['disk full, steps of the clock', `${done.full}, ${done.steps}`],
      ['stopped with SIGSTOP', `once for ${Math.round(done.stoppedMs / 1000)} s`],
      ['floods of pings, pings sent', `${done.floods}, ${count(done.pings)}`],
      ['faults of the collector that the frontend reads', listed(happened.pair)],
      ...(happened.cluster ? [['faults of the cluster', listed(happened.cluster)]] : []),
    ],
  );
  const found = table(
    ['invariant', 'found', ''],
    checks.map(({ what, found, holds }) => [
      what,
      found.replaceAll('|', '\\|'),
      holds ? 'holds' : '**FAILS**',
    ]),
  );
  return [events, found, machine()].join('\n\n');
}

/**
 * The worst delay, with the CPU time used meanwhile: much if the process was busy, little if it waited for other
 * processes. @param {import('./product.mjs').Sample[]} samples
 */
function worstDelay(samples) {
  let worst = { lag: 0, cpu: 0, seconds: 0 };
  samples.forEach(({ at, cpu, lag }, place) => {
    const before = samples[place - 1];
    if (before && lag > worst.lag) worst = { lag, cpu: cpu - before.cpu, seconds: (at - before.at) / 1000 };
  });
  return `${Math.round(worst.lag * 1000)} ms, with ${worst.cpu.toFixed(1)} s of CPU time in ${worst.seconds.toFixed(1)} s`;
}

/** @param {Record<string, number>} counts */
function listed(counts) {
  const all = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const sum = all.reduce((total, [, times]) => total + times, 0);
  return `${sum}: ${all.map(([name, times]) => `${name} ${times}`).join(', ')}`;
}
