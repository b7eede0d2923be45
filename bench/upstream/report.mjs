// Figures as Markdown, and their place in bench/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

const README = join(import.meta.dirname, '../README.md');
const HEAD = [
  'accounts',
  'load',
  'polls/s',
  'frames/s',
  'of a core',
  'CPU s per 1,000 polls',
  'CPU s per 1,000 frames',
  'memory',
  'loop delay p99',
  'exchange and proxy',
  'bare client, of a core',
  '× bare client',
];

const round = /** @param {number} value @param {number} digits */ (value, digits = 0) =>
  value.toLocaleString('en', { maximumFractionDigits: digits });

/** @param {import('./measure.mjs').Figures[]} all */
export function report(all) {
  const rows = all.map((figures) => cells(figures, idleOf(all, figures.accounts)));
  const lines = [HEAD, HEAD.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [...lines, '', machine()].join('\n');
}

/** @param {{ cpu: number, elapsed: number }} of */
const share = ({ cpu, elapsed }) => `${round((cpu / elapsed) * 100)} %`;

/** Lines of `npm run bench`. @param {import('./measure.mjs').Figures[]} all @returns {import('../support/lines.mjs').Line[]} */
export function floorLines(all) {
  return all.flatMap((figures) => {
    const { accounts, elapsed, polls, frames, cpu, floor } = figures;
    if (floor === null) return [];
    const rates = `${round(polls / elapsed)} polls/s, ${round(frames / elapsed)} frames/s`;
    const bare = `${round(floor.polls / floor.elapsed)} and ${round(floor.frames / floor.elapsed)}`;
    return [
      {
        ...{ what: `${round(accounts)} accounts, ${rates}`, measured: `${share(figures)} of a core` },
        ...{ floor: `ws, undici, JSON.parse (${bare})`, beside: `${share(floor)} of a core` },
        ratio: cpu / elapsed / (floor.cpu / floor.elapsed),
      },
    ];
  });
}

/**
 * @param {import('./measure.mjs').Figures} figures
 * @param {number | null} idle of a core
 */
function cells({ accounts, load, elapsed, polls, frames, cpu, others, memory, lag, floor }, idle) {
  const own = idle === null ? null : cpu - idle * elapsed;
  const per = /** @param {string} what @param {number} count */ (what, count) =>
    load !== what || own === null ? '' : round((own / count) * 1000, 3);
  return [
    round(accounts),
    load,
    round(polls / elapsed),
    round(frames / elapsed),
    `${round((cpu / elapsed) * 100)} %`,
    per('polls', polls),
    per('updates', frames),
    `${round(memory / 1048576)} MiB`,
    `${round(lag * 1000)} ms`,
    `${round((others / elapsed) * 100)} %`,
    floor === null ? '' : share(floor),
    floor === null ? '' : round(cpu / elapsed / (floor.cpu / floor.elapsed), 2),
  ];
}

/**
 * Cost of the rest of the product with this many accounts, in cores. @param {import('./measure.mjs').Figures[]} all
 * @param {number} accounts
 */
function idleOf(all, accounts) {
  const idle = all.find((figures) => figures.accounts === accounts && figures.load === 'idle');
  return idle ? idle.cpu / idle.elapsed : null;
}

function machine() {
  const model = cpus()[0]?.model.trim();
  const load = round(loadavg()[0] ?? 0, 1);
  const date = new Date().toISOString().slice(0, 10);
  return `${model}, ${cpus().length} cores, Node ${process.version}, load average ${load} at the end; ${date}.`;
}

/** Replaces the text between the markers. @param {string} text */
export function write(text) {
  const [begin, end] = ['<!-- upstream -->', '<!-- /upstream -->'];
  const [head, rest] = readFileSync(README, 'utf8').split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error('bench/README.md has no section for the upstream');
  writeFileSync(README, `${head}${begin}\n\n${text}\n\n${end}${tail}`);
}
