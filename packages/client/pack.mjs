// node packages/client/pack.mjs <folder>: writes the package as it is published, with the protocol inlined, so that it has
// no dependency. Run `npm pack` or `npm publish` on that folder.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const HERE = import.meta.dirname;
const TSC = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');

/** @param {string} source @param {string} outDir */
function compile(source, outDir) {
  const args = [TSC, '-p', join(source, 'tsconfig.build.json'), '--outDir', outDir];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${source} does not compile`);
}

/** @param {string} folder */
function pack(folder) {
  const dist = join(folder, 'dist');
  mkdirSync(dist, { recursive: true });
  compile(HERE, dist);
  compile(join(HERE, '../protocol'), join(dist, 'protocol'));
  for (const name of readdirSync(dist).filter((file) => /\.(js|d\.ts)$/.test(file))) {
    const text = readFileSync(join(dist, name), 'utf8');
    writeFileSync(
      join(dist, name),
      text.replace(/(['"])lighter-broadcaster-protocol\/([\w-]+)\1/g, "'./protocol/$2.js'"),
    );
  }
  cpSync(join(HERE, 'README.md'), join(folder, 'README.md'));
  const { private: _, exports, ...manifest } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
  delete exports['.']['lighter-broadcaster-source'];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, exports }, null, 2));
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node packages/client/pack.mjs <folder>');
pack(resolve(folder));
