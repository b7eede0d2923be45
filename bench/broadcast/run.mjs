// npm run bench:broadcast [-- throughput memory stalled growth] [--rounds 3] [--seconds 4] [--clients 100,1000,5000] [--write]
// Without names it runs every measurement; --write updates bench/README.md and the plot in docs/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addLines } from '../support/lines.mjs';
import { growth } from './growth.mjs';
import { memory } from './memory.mjs';
import { plot } from './plot.mjs';
import {
  growthTable,
  machine,
  memoryTable,
  stalledTable,
  throughputLines,
  throughputTable,
  write,
} from './report.mjs';
import { stalledReader } from './stalled.mjs';
import { throughput } from './throughput.mjs';

const DOCS = join(import.meta.dirname, '../../docs');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    clients: { type: 'string', default: '100,1000,5000' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const counts = values.clients.split(',').map(Number);
const most = Math.max(...counts);

/** @type {Record<string, () => Promise<string>>} */
const PARTS = {
  throughput: async () => {
    const rows = await throughput({ clients: counts, rounds, seconds });
    await addLines(throughputLines(rows));
    if (values.write) {
      mkdirSync(DOCS, { recursive: true });
      writeFileSync(join(DOCS, 'broadcast-throughput.svg'), plot(rows));
    }
    return throughputTable(rows);
  },
  memory: async () => memoryTable(await memory({ clients: most, cycles: most })),
  stalled: async () =>
    stalledTable(await stalledReader({ clients: Math.min(1000, most), rounds: 5, seconds })),
  growth: async () => growthTable(await growth({ seconds })),
};

for (const part of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  const measure = PARTS[part];
  if (!measure)
    throw new Error(`Unknown measurement "${part}"; choose from ${Object.keys(PARTS).join(', ')}.`);
  const text = `${await measure()}\n\n${machine()}`;
  process.stdout.write(`\n${text}\n`);
  if (values.write) write(part, text);
}
process.exit();
