// Runs before `npm pack`: builds the client and inlines the protocol, so that the tarball has no dependency.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const HERE = import.meta.dirname;
const DIST = join(HERE, 'dist');
const PROTOCOL = join(HERE, '../protocol');

/** @param {string} folder */
function compile(folder) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const project = join(folder, 'tsconfig.build.json');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`tsc -p ${project} failed`);
}

rmSync(DIST, { recursive: true, force: true });
compile(PROTOCOL);
compile(HERE);
cpSync(join(PROTOCOL, 'dist'), join(DIST, 'protocol'), { recursive: true });
for (const name of readdirSync(DIST).filter((file) => /\.(js|d\.ts)$/.test(file))) {
  const file = join(DIST, name);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(['"])lighter-broadcaster-protocol\/([\w-]+)\1/g, "'./protocol/$2.js'"));
}
