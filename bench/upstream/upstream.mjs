// npm run bench:upstream [-- --accounts 50,500 --loads idle,updates,polls,both --growth 1000,2500 --seconds 15 --write]
// Cost of following the exchange: CPU of the product's process for polls and for stream frames, separately and
// together, memory and event-loop delay; then growth with mostly idle accounts. The simulated exchange
// (limits off) and the proxy run as separate processes. --write puts the figures into bench/README.md.
import { parseArgs } from 'node:util';
import { addLines } from '../support/lines.mjs';
import { LOADS, measure } from './measure.mjs';
import { floorLines, report, write } from './report.mjs';

const GROWTH_LOADS = 'idle,light';
const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '50,500' },
    loads: { type: 'string', default: 'idle,updates,polls,both' },
    growth: { type: 'string', default: '1000,2500' },
    seconds: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
  },
});

/** @type {import('./measure.mjs').Figures[]} */
const all = [];
/** @type {string[]} */
const failures = [];
await measureAll(values.accounts, values.loads);
await measureAll(values.growth, GROWTH_LOADS);
await addLines(floorLines(all));
const text = [report(all), ...failures].join('\n\n');
console.log(`\n${text}`);
if (values.write) write(text);
if (failures.length > 0) process.exitCode = 1;

/** @param {string} accounts @param {string} loads both comma-separated */
async function measureAll(accounts, loads) {
  for (const count of accounts.split(',').filter(Boolean).map(Number))
    for (const load of loads.split(',')) {
      if (!isLoad(load)) throw new Error(`no such load: ${load}; there are ${Object.keys(LOADS).join(', ')}`);
      try {
        const figures = await measure(count, load, Number(values.seconds));
        all.push(figures);
        console.error(
          `${count} accounts, ${load}: ${((figures.cpu / figures.elapsed) * 100).toFixed(0)} % of a core`,
        );
      } catch (error) {
        failures.push(`${count} accounts, ${load}: not measured, ${String(error)}.`);
      }
    }
}

/** @param {string} name @returns {name is keyof typeof LOADS} */
function isLoad(name) {
  return Object.hasOwn(LOADS, name);
}
