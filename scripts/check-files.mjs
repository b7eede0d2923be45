// Checks file rules: length and forbidden content.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { violations } from './file-rules.mjs';

const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.error?.message ?? listed.stderr}`);

const files = listed.stdout
  .split('\0')
  .filter((path) => path && existsSync(path) && !/\.(png|webp|ico|woff2|db|gz)$/.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

const found = violations(files);
for (const violation of found) process.stdout.write(`${violation}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
