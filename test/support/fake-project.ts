import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A stand-in for npm: records the call, then "installs" the build tools. Refuses a lock that names addresses where there is a file
 * `no-addresses`, as a registry does that has the packages elsewhere.
 */
const NPM = `
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const project = dirname(process.argv[1]);
const lock = readFileSync('package-lock.json', 'utf8');
appendFileSync(join(project, 'npm-calls'), process.argv[2] + '\\n');
appendFileSync(join(project, 'locks'), lock + '\\n');
if (existsSync(join(project, 'no-addresses')) && lock.includes('resolved')) process.exit(1);
rmSync('node_modules', { recursive: true, force: true });
for (const [name, bin] of [['typescript', 'tsc'], ['vite', 'vite']]) {
  const folder = 'node_modules/' + name;
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + '/package.json', JSON.stringify({ bin: { [bin]: bin + '.mjs' } }));
  cpSync(join(project, bin + '.mjs'), folder + '/' + bin + '.mjs');
}
`;
/** Fake compiler of the server: "builds" src/main.ts by copying it, or fails when the file says so. */
const BUILD_SERVER = `
import { appendFileSync, cpSync, readFileSync } from 'node:fs';
appendFileSync('builds', 'server\\n');
if (readFileSync('src/main.ts', 'utf8').includes('syntax error')) { console.log('main.ts: bad'); process.exit(1); }
cpSync('src', 'dist/server', { recursive: true });
cpSync('src/main.ts', 'dist/server/main.js');
`;
const TSC = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
const dist = dirname(process.argv.at(-1)) + '/dist';
mkdirSync(dist, { recursive: true });
writeFileSync(dist + '/index.js', '');
`;
const VITE = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('builds', 'client\\n');
mkdirSync('dist/client', { recursive: true });
writeFileSync('dist/client/index.html', '');
`;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A throw-away project with the real bootstrap and stand-ins for npm and the build tools. */
export class FakeProject {
  readonly root = mkdtempSync(join(tmpdir(), 'bootstrap-'));

  /** `NODE_OPTIONS` of the bootstrap and all it starts. */
  nodeOptions = '';

  constructor(product: string) {
    cpSync('scripts', join(this.root, 'scripts'), { recursive: true });
    const tools = { 'npm-cli.js': NPM, 'tsc.mjs': TSC, 'vite.mjs': VITE };
    const files = { ...tools, 'scripts/setup/build-server.mjs': BUILD_SERVER, 'package-lock.json': '{}' };
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    this.write('package.json', '{"type":"module"}');
    this.write('src/main.ts', product);
    this.write('client/index.html', '');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  delete(path: string): void {
    rmSync(join(this.root, path));
  }

  /** What the fakes recorded, one per line: calls in `npm-calls` or `builds`, what npm was given in `locks`. */
  notes(name: 'npm-calls' | 'builds' | 'locks'): string[] {
    try {
      return readFileSync(join(this.root, name), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  }

  /** How often each part was built. */
  builds(): Record<'server' | 'client', number> {
    const count = (part: string): number => this.notes('builds').filter((note) => note === part).length;
    return { server: count('server'), client: count('client') };
  }

  /** Starts the bootstrap as the leader of a process group of its own. */
  spawn(...args: string[]): ChildProcess {
    return this.start(process.execPath, [this.bootstrap, ...args]);
  }

  /** Starts it as npm does on systems whose `sh` does not exec the command: the returned process is the shell. */
  spawnUnderShell(...args: string[]): ChildProcess {
    return this.start('sh', ['-c', `"${process.execPath}" "${this.bootstrap}" ${args.join(' ')}; exit $?`]);
  }

  run(...args: string[]): Promise<Ended> {
    return ended(this.spawn(...args));
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** As for a service user: nothing may be created or changed. Removes the leftovers of set-ups in `.cache` first. */
  makeReadOnly(): void {
    rmSync(join(this.root, '.cache'), { recursive: true, force: true });
    this.chmodAll((mode) => mode & ~0o222);
  }

  remove(): void {
    this.chmodAll((mode) => mode | 0o200);
    rmSync(this.root, { recursive: true, force: true });
  }

  private chmodAll(change: (mode: number) => number): void {
    for (const entry of ['', ...readdirSync(this.root, { recursive: true, encoding: 'utf8' })]) {
      const path = join(this.root, entry);
      chmodSync(path, change(statSync(path).mode));
    }
  }

  private get bootstrap(): string {
    return join(this.root, 'scripts/bootstrap.mjs');
  }

  private start(file: string, args: string[]): ChildProcess {
    const env = {
      ...process.env,
      npm_execpath: join(this.root, 'npm-cli.js'),
      npm_lifecycle_event: 'start',
      NODE_OPTIONS: this.nodeOptions,
    };
    return spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

/** Resolves when the process and all holders of its output have ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, ...text })));
}
