// Renders figures as Markdown and updates bench/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { SINK_KIND } from './measure.mjs';

const README = join(import.meta.dirname, '../README.md');
const round = /** @param {number} value @param {number} digits */ (value, digits) =>
  value.toLocaleString('en', { maximumFractionDigits: digits });
const mb = /** @param {number} bytes */ (bytes) => `${round(bytes / 1e6, 1)} MB`;

/** @param {string[]} head @param {(string | number)[][]} rows */
function table(head, rows) {
  const line = /** @param {(string | number)[]} cells */ (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const machine = () =>
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Linux ${process.arch}, Node ${process.version}, subscriber in ${SINK_KIND}; ${new Date().toISOString().slice(0, 10)}.`;

/** Both beside a loop over bare sockets: the flood beside one without a source, the latency beside one that is fed. @param {import('./throughput.mjs').Row[]} rows */
export function throughputLines(rows) {
  const ours = rows.filter(({ name }) => name === 'Lighter Broadcaster');
  return ours.flatMap((row) => {
    const peer = /** @param {string} name */ (name) =>
      rows.find((other) => other.clients === row.clients && other.name === name) ?? row;
    const [bare, fed] = [peer('bare net.Socket loop'), peer('net.Socket loop, fed')];
    const to = `to ${round(row.clients, 0)} clients`;
    const rate = /** @param {number} value */ (value) => `${round(value, 0)} messages/s`;
    return [
      {
        ...{ what: `flood ${to}`, measured: rate(row.perSecond), floor: bare.name },
        ...{ beside: rate(bare.perSecond), ratio: row.perSecond / bare.perSecond },
      },
      {
        ...{ what: `20 messages/s ${to}, p99`, measured: `${round(row.p99, 1)} ms`, floor: fed.name },
        ...{ beside: `${round(fed.p99, 1)} ms`, ratio: row.p99 / fed.p99 },
      },
    ];
  });
}

/** @param {import('./throughput.mjs').Row[]} rows */
export function throughputTable(rows) {
  const ws = /** @param {number} clients */ (clients) =>
    rows.find((row) => row.clients === clients && row.name === 'plain ws loop')?.perSecond ?? NaN;
  return table(
    [
      'clients',
      'server',
      'messages/s',
      '× (a)',
      'CPU s per million',
      'messages per read',
      'p50 ms',
      'p99 ms',
      'max ms',
      'CPU at 20/s',
    ],
    rows.map((row) => [
      round(row.clients, 0),
      row.name,
      round(row.perSecond, 0),
      round(row.perSecond / ws(row.clients), 1),
      round(row.cpuPerMillion, 2),
      round(row.perRead, 1),
      round(row.p50, 1),
      round(row.p99, 1),
      round(row.max, 1),
      `${round(row.cpuShare * 100, 0)} %`,
    ]),
  );
}

/** @param {Awaited<ReturnType<typeof import('./memory.mjs').memory>>} rows */
export function memoryTable(rows) {
  return table(
    ['server', 'per idle connection', 'left afterwards'],
    rows.map(({ name, perConnection, cycles, leftBehind }) => [
      name,
      `${round(perConnection / 1000, 1)} KB`,
      `${mb(leftBehind)} after ${round(cycles, 0)} cycles`,
    ]),
  );
}

/** @param {Awaited<ReturnType<typeof import('./stalled.mjs').stalledReader>>} rows */
export function stalledTable(rows) {
  return table(
    ['round', 'one stalled', 'messages/s', 'p99 ms', 'memory grown'],
    rows.map(({ stalled, perSecond, p99, grown }, at) => [
      Math.floor(at / 2) + 1,
      stalled ? 'yes' : 'no',
      round(perSecond, 0),
      round(p99, 1),
      mb(grown),
    ]),
  );
}

/** @param {Awaited<ReturnType<typeof import('./growth.mjs').growth>>} rows */
export function growthTable(rows) {
  return table(
    ['what grows', 'from', 'to', 'CPU ms per message before', 'after', 'exponent'],
    rows.map(({ what, from, to, before, after, exponent }) => [
      what,
      from,
      to,
      round(before, 2),
      round(after, 2),
      round(exponent, 2),
    ]),
  );
}

/** Replaces the text between the markers of that part. @param {string} part @param {string} text */
export function write(part, text) {
  const [begin, end] = [`<!-- broadcast ${part} -->`, `<!-- /broadcast ${part} -->`];
  const before = readFileSync(README, 'utf8');
  const [head, rest] = before.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`bench/README.md has no section for ${part}`);
  writeFileSync(README, `${head}${begin}\n\n${text}\n\n${end}${tail}`);
}
