import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { examples } from '../../scripts/example-tools.mjs';
import { npmCommand } from '../../scripts/setup/tools.mjs';
import { startBroadcast, type BroadcastApp } from '../support/broadcast-app.js';
import { Child } from '../support/child.js';
import { FakeFeed } from '../support/fake-feed.js';
import { exampleLines } from '../support/readme-lines.js';

const run = promisify(execFile);

const CONSUMER = `import { BroadcasterClient, type AccountState } from 'lighter-broadcaster-client';
const client: BroadcasterClient = new BroadcasterClient({ url: 'ws://localhost:5000/ws' });
export const state: AccountState | undefined = client.state('account/7');
`;

let feed: FakeFeed;
let broadcast: BroadcastApp;

beforeEach(async () => {
  feed = new FakeFeed(7, 8);
  broadcast = await startBroadcast(feed);
});

afterEach(() => broadcast.close());

describe('the client package, installed from its tarball into an empty project', () => {
  const project = mkdtempSync(join(tmpdir(), 'client-package-'));

  beforeAll(async () => {
    const { command, shell } = npmCommand(process.execPath, process.env);
    const [npm, ...args] = command;
    const call = (cwd: string, ...words: string[]) => run(npm, [...args, ...words], { cwd, shell });
    const unpacked = join(project, 'unpacked');
    await run(process.execPath, ['packages/client/pack.mjs', unpacked]);
    await call(unpacked, 'pack', '--pack-destination', project);
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    await call(project, 'install', '--offline', '--no-audit', './lighter-broadcaster-client-0.1.0.tgz');
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('runs the Node example', async () => {
    copyFileSync('examples/node/follow.mjs', join(project, 'follow.mjs'));
    const env = { ...process.env, BROADCASTER_URL: broadcast.url };
    const child = new Child(join(project, 'follow.mjs'), [], env, { cwd: project });
    await child.line(/^account\/8 snapshot 0 equity unknown$/);
    feed.trade(7, 1);
    await child.line(/^account\/7 change 1 equity unknown$/);
    await child.stop();
  });

  it('includes its types', async () => {
    writeFileSync(join(project, 'consumer.ts'), CONSUMER);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
    await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...options, 'consumer.ts'], {
      cwd: project,
    });
  });
});

describe('the lines of examples/README.md, run as printed', () => {
  const lines = exampleLines();
  let child: ChildProcess | undefined;

  afterEach(() => {
    // The shell leads its own process group, so that its children end with it.
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  });

  /** Resolves with the first match in the output of the line. */
  const printed = (line: string, pattern: RegExp): Promise<string> => {
    const env = { ...process.env, BROADCASTER_URL: broadcast.url };
    const shell = spawn('sh', ['-c', line], { env, detached: true });
    child = shell;
    let output = '';
    return new Promise((found, failed) => {
      const hear = (chunk: Buffer): void => {
        output += chunk.toString();
        const match = pattern.exec(output);
        if (match) found(match[0]);
        // A change for each piece of output, because the first may come before the line subscribes.
        else feed.trade(7, feed.total + 1);
      };
      shell.stdout.on('data', hear);
      shell.stderr.on('data', hear);
      shell.once('exit', (code) => failed(new Error(`"${line}" ended with ${code}:\n${output}`)));
    });
  };

  it('are exactly those that are tested', () => {
    expect(Object.keys(lines)).toEqual(['node', 'browser', 'python', 'websocat']);
  });

  it('follow every account in Node', async () => {
    await printed(lines.node!, /account\/7 change \d+ equity unknown/);
  });

  const prints = {
    python: /account\/7 change \d+ equity -/,
    websocat: /"type":"change","channel":"account\/7"/,
  };
  for (const name of examples().runs)
    it(`follow every account with ${name}`, async () => {
      await printed(lines[name]!, prints[name]);
    });
});
