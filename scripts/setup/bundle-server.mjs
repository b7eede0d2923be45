import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { rolldown } from 'rolldown';

const SERVER = join(process.cwd(), 'dist/server');

/**
 * Not bundled: packages that Nest also loads by name at run time, so that there is one copy of each, and packages that only lazily
 * loaded code needs.
 */
const EXTERNAL = [
  ...['swagger-ui-dist', 'ws'],
  ...['@modelcontextprotocol/sdk', '@redis/client', '@supabase/supabase-js', 'zod'],
];

/** A module of Nest that loads the same packages as Nest's other modules, but by name. */
const LOADS_BY_NAME = /@nestjs\/mapped-types\/dist\/type-helpers\.utils\.js$/;

/** 73 files and their data, which only class-validator's check of phone numbers needs. */
const PHONE_NUMBERS = /node_modules\/libphonenumber-js\/max\/index\.cjs$/;
const NO_PHONE_NUMBERS = `module.exports = () => { throw new Error('libphonenumber-js is left out of the bundle, see bundle-server.mjs'); };`;

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
    plugins: [
      { name: 'own modules', load: (id) => (id.startsWith(SERVER) ? ownModule(id) : null) },
      { name: 'modules of Node', resolveId: builtinId, load: builtinModule },
      { name: 'phone numbers', load: (id) => (PHONE_NUMBERS.test(id) ? NO_PHONE_NUMBERS : null) },
      { name: 'one copy of each', transform: (code, id) => (LOADS_BY_NAME.test(id) ? bundled(code) : null) },
    ],
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
function builtinId(id) {
  // The bundle's own start needs this one before any of its modules runs.
  return isBuiltin(id) && id !== 'node:module' ? `\0${id}` : null;
}

/**
 * A module of Node without the copy of it that an `import` makes: copying reads every export, and two of them load libraries, 70 ms.
 * @param {string} id
 */
function builtinModule(id) {
  return id.startsWith('\0') && isBuiltin(id.slice(1))
    ? `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(1))});`
    : null;
}

/** @param {string} code of a module that loads packages by name with a `require` of its own */
function bundled(code) {
  return { code: code.replace('const require = createRequire(import.meta.url);', ''), map: { mappings: '' } };
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
