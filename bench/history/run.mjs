// npm run bench:history [-- --only queries --rows 200000 --trades 10000000 --seconds 10 --rounds 3 --write]
// Cost of the history, and speed of its answers; --write puts the figures into bench/README.md.
import { parseArgs } from 'node:util';
import { addLines } from '../support/lines.mjs';
import { machine, table, write } from '../support/readme.mjs';
import { measureHotPath } from './hot-path.mjs';
import { measureOutages } from './outage.mjs';
import { measureQueries } from './queries.mjs';
import { measureWriting } from './writing.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string', default: '200000' },
    trades: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const trades = Number(values.trades);
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);

const number = /** @param {number} value @param {number} digits */ (value, digits = 1) =>
  value.toLocaleString('en', { maximumFractionDigits: digits });

/** @type {Record<string, () => Promise<string>>} */
const PARTS = {
  writing: async () =>
    table(
      ['rows acknowledged (on disk, synced)', 'rows/s'],
      Object.entries(await measureWriting(rows)).map(([name, rate]) => [name, number(rate, 0)]),
    ),
  'hot-path': async () => {
    const { without, with: recorded } = await measureHotPath(seconds);
    await addLines([
      {
        ...{
          what: 'recording 1,000 changes/s, event loop p99',
          measured: `${number(recorded.p99_ms, 2)} ms`,
        },
        ...{ floor: 'the same changes, not recorded', beside: `${number(without.p99_ms, 2)} ms` },
        ratio: recorded.p99_ms / without.p99_ms,
      },
    ]);
    const line = /** @param {typeof without} figures */ ({ p50_ms, p99_ms }) => [
      number(p50_ms, 2),
      number(p99_ms, 2),
    ];
    return table(
      ['1,000 changes/s', 'event loop delay p50, ms', 'p99, ms', 'µs a change'],
      [
        ['without the recorder', ...line(without), ''],
        ['with it', ...line(recorded), number(recorded.us_per_change)],
      ],
    );
  },
  queries: async () =>
    table(
      [`over ${number(trades, 0)} trades`, 'p50, ms', 'p95, ms', 'CPU, ms'],
      Object.entries(await measureQueries(trades)).map(([name, { p50, p95, cpu }]) => [
        name,
        ...[p50, p95, cpu].map((ms) => number(ms)),
      ]),
    ),
  outages: async () => {
    const beside = /** @param {{ value: number, ratio: number }} figure @param {number} unit */ (
      { value, ratio },
      unit,
    ) => `${number(value / unit)} (${number(ratio, 2)})`;
    return table(
      [
        `Supabase, ${rounds} rounds of ${seconds} s`,
        'latency p50, ms',
        'p99, ms',
        'processor, % of a core',
        'memory held, MB',
        'rows waiting',
      ],
      (await measureOutages({ rounds, seconds })).map(({ state, p50, p99, cpu, held, waiting }) => [
        ...[state, beside(p50, 1), beside(p99, 1), beside(cpu, 0.01), beside(held, 1e6)],
        number(waiting, 0),
      ]),
    );
  },
};

for (const [part, measure] of Object.entries(PARTS)) {
  if (values.only !== undefined && values.only !== part) continue;
  const report = `${await measure()}\n\n${machine()}`;
  console.log(`${report}\n`);
  if (values.write) await write(`history ${part}`, report);
}
