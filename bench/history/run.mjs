// npm run bench:history [-- --rows 200000 --trades 10000000 --seconds 10 --write]
// What the history costs and how fast it answers; --write puts the figures into bench/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureHotPath } from './hot-path.mjs';
import { measureQueries } from './queries.mjs';
import { measureWriting } from './writing.mjs';

const README = join(import.meta.dirname, '../README.md');
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    trades: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '10' },
    write: { type: 'boolean', default: false },
  },
});

const number = /** @param {number} value @param {number} digits */ (value, digits = 1) =>
  value.toLocaleString('en', { maximumFractionDigits: digits });
/** @param {string[]} head @param {string[][]} rows */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const writing = await measureWriting(Number(values.rows));
const hotPath = await measureHotPath(Number(values.seconds));
const queries = await measureQueries(Number(values.trades));

const report = [
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}; ${new Date().toISOString().slice(0, 10)}.`,
  table(
    ['rows acknowledged (on disk, synced)', 'rows/s'],
    Object.entries(writing).map(([name, rate]) => [name, number(rate, 0)]),
  ),
  table(
    ['1,000 changes/s', 'event loop delay p50, ms', 'p99, ms', 'µs a change'],
    [
      ['without the recorder', number(hotPath.without.p50_ms, 2), number(hotPath.without.p99_ms, 2), ''],
      [
        'with it',
        number(hotPath.with.p50_ms, 2),
        number(hotPath.with.p99_ms, 2),
        number(hotPath.with.us_per_change),
      ],
    ],
  ),
  table(
    [`over ${number(Number(values.trades), 0)} trades`, 'p50, ms', 'p95, ms'],
    Object.entries(queries).map(([name, { p50, p95 }]) => [name, number(p50), number(p95)]),
  ),
].join('\n\n');

console.log(report);
if (values.write) {
  const readme = readFileSync(README, 'utf8');
  const [start, end] = ['<!-- history -->', '<!-- /history -->'];
  const [before, rest = ''] = readme.split(start);
  writeFileSync(README, `${before}${start}\n\n${report}\n\n${end}${rest.split(end)[1] ?? ''}`);
}
