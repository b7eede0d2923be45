// npm run dry-build: executes deploy/Dockerfile without Docker, each stage in its own clean folder, then starts
// the result until its health check passes. Base images and users are not covered.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from '../setup/child.mjs';
import { Failure } from '../setup/failure.mjs';
import { isIgnored, parseDockerfile, variablesOf } from './dockerfile.mjs';
import { tryOut } from './try-out.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const IGNORED = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(Boolean);

/** A stage under construction: file system, working directory, variables. */
class Build {
  cwd = '/';
  /** @type {NodeJS.ProcessEnv} */
  env = {};
  /** @type {Record<string, string>} */
  said = {};

  /** @param {string} root */
  constructor(root) {
    this.root = root;
  }

  /** The location of a path of the image on this machine. @param {string} path */
  place(path) {
    return join(this.root, resolve(this.cwd, path));
  }
}

/** @type {Map<string, Build>} */
const built = new Map();

/** @type {Record<string, (build: Build, instruction: import('./dockerfile.mjs').Instruction) => unknown>} */
const DO = {
  WORKDIR: (build, { text }) => {
    build.cwd = resolve(build.cwd, text);
    mkdirSync(build.place('.'), { recursive: true });
  },
  ENV: (build, { text }) => Object.assign(build.env, variablesOf(text)),
  COPY: (build, { text, flags }) => {
    const [from = '', to = ''] = text.split(/\s+/);
    const source = flags['from'] ? built.get(flags['from'])?.place(from) : join(ROOT, from);
    if (!source) throw new Failure(`no stage ${flags['from']}`);
    const target = to.endsWith('/') && statSync(source).isFile() ? join(to, basename(from)) : to;
    cpSync(source, build.place(target), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !!flags['from'] || !isIgnored(IGNORED, relative(ROOT, file)),
    });
  },
  RUN: async (build, { text }) => {
    // Absolute paths refer to the image; file owners are Docker's concern.
    const command = text.replace(/(?<=\s)\/(\w+)/g, `${build.root}/$1`).replace(/\bchown \S+/g, 'ls -d');
    const { code } = await runChild('sh', ['-c', command], {
      cwd: build.place('.'),
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...build.env },
      stdio: 'inherit',
    });
    if (code !== 0) throw new Failure(`RUN ${text}: ended with ${code}`);
  },
};

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const folder = mkdtempSync(join(tmpdir(), 'dry-build-'));
try {
  const stages = parseDockerfile(readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8'));
  for (const { name, instructions } of stages) {
    const build = new Build(join(folder, name));
    mkdirSync(build.root);
    built.set(name, build);
    for (const instruction of instructions) {
      process.stdout.write(`${name}: ${instruction.keyword} ${instruction.text}\n`);
      build.said[instruction.keyword] = instruction.text;
      await DO[instruction.keyword]?.(build, instruction);
    }
  }
  const last = built.get(stages.at(-1)?.name ?? '');
  if (!last) throw new Failure('the Dockerfile has no stage');
  const dataDir = last.place(String(last.env['DATA_DIR']));
  const own = { PORT: String(await freePort()), HOST: '127.0.0.1', DATA_DIR: dataDir };
  await tryOut(last.said, last.place('.'), { ...last.env, ...own });
  process.stdout.write('dry build: done\n');
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
