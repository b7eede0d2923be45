import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { rolldown } from 'rolldown';

const SERVER = join(process.cwd(), 'dist/server');

/**
 * Not bundled: packages that Nest also loads by name at run time, so that there is one copy of each, and packages that only lazily
 * loaded code needs.
 */
const EXTERNAL = [
  ...['class-transformer', 'class-validator', 'swagger-ui-dist', 'ws'],
  ...['@modelcontextprotocol/sdk', '@redis/client', '@supabase/supabase-js', 'zod'],
];

/** Loaded by name only by an option of Terminus that the product turns off. */
const NOT_LOADED = '@nestjs/swagger';

/**
 * Replaces `dist/server/run.js` by a bundle of all its modules and packages: finding, reading and linking 3,500 files takes a third of
 * the start. Everything else in `dist/server` stays as it is, for commands, threads and tests.
 * @throws {Error} if a package would be loaded twice, or a module cannot be moved
 */
export async function bundleServer() {
  const build = await rolldown({
    input: { run: join(SERVER, 'run.js') },
    platform: 'node',
    external: (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [{ name: 'own modules', load: (id) => (id.startsWith(SERVER) ? ownModule(id) : null) }],
    // Optional packages that are not installed.
    checks: { unresolvedImport: false },
  });
  const { output } = await build.write({
    dir: SERVER,
    chunkFileNames: 'run-[name].js',
    sourcemap: true,
    keepNames: true,
    comments: false,
    codeSplitting: { groups: [{ name: 'packages', test: /node_modules/ }] },
  });
  await build.close();
  for (const chunk of output) {
    if (chunk.type !== 'chunk') continue;
    if (chunk.name === 'packages') finishPackages(chunk);
    else if (chunk.map) keepLines(chunk.fileName, chunk.map);
  }
}

/**
 * Maps whole lines: Node parses a map in the turn that reads the first stack trace of a failure, and a turn has clients waiting.
 * @param {string} fileName @param {import('rolldown').SourceMap} map
 */
function keepLines(fileName, { version, sources, mappings }) {
  const lines = encode(decode(mappings).map((segments) => segments.slice(0, 1)));
  writeFileSync(join(SERVER, `${fileName}.map`), JSON.stringify({ version, sources, mappings: lines }));
}

/** @param {string} id */
function ownModule(id) {
  const code = readFileSync(id, 'utf8');
  if (/import\.meta\.(?!url)/.test(code))
    throw new Error(`${id}: use import.meta.url, which bundling preserves`);
  const place = `new URL(${JSON.stringify(`./${relative(SERVER, id).replaceAll('\\', '/')}`)}, import.meta.url).href`;
  return { code: code.replaceAll('import.meta.url', place), map: readFileSync(`${id}.map`, 'utf8') };
}

/**
 * Drops the source map, which is large and parsed when the first stack trace is read, and escapes what is not Latin-1: one such
 * character doubles the memory of a whole text. None stands in `String.raw`, where an escape would be another text.
 * @param {import('rolldown').OutputChunk} chunk
 */
function finishPackages({ fileName, code, moduleIds }) {
  for (const [, name = ''] of code.matchAll(/\brequire(?:\$\d+)?\("([^."][^"]*)"\)/g))
    if (name !== NOT_LOADED && moduleIds.some((id) => id.includes(`/node_modules/${name}/`)))
      throw new Error(`${name} is bundled and also loaded by name; add it to EXTERNAL in bundle-server.mjs`);
  const file = join(SERVER, fileName);
  const text = code.replace(/\/\/# sourceMappingURL=\S+\s*$/, '');
  writeFileSync(
    file,
    text.replace(/[^\0-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  rmSync(`${file}.map`);
}
