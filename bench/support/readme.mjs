// The place of a measurement's figures in bench/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { formatText } from '../../scripts/format-text.mjs';

const README = join(import.meta.dirname, '../README.md');

/** @param {string[]} head @param {(string | number)[][]} rows */
export function table(head, rows) {
  const line = /** @param {(string | number)[]} cells */ (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const machine = () =>
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}; ${new Date().toISOString().slice(0, 10)}.`;

/** Replaces the text between the markers of that section. @param {string} section @param {string} text */
export async function write(section, text) {
  const [begin, end] = [`<!-- ${section} -->`, `<!-- /${section} -->`];
  const [head, rest] = readFileSync(README, 'utf8').split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`bench/README.md has no section for ${section}`);
  const whole = `${head}${begin}\n\n${text}\n\n${end}${tail}`;
  writeFileSync(README, await formatText(README, whole));
}
