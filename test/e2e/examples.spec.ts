import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { npmCommand } from '../../scripts/setup/tools.mjs';
import { startBroadcast, type BroadcastApp } from '../support/broadcast-app.js';
import { Child } from '../support/child.js';
import { FakeFeed } from '../support/fake-feed.js';

const run = promisify(execFile);
const EXAMPLES = resolve('examples');
const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

const CONSUMER = `import { BroadcasterClient, type AccountState } from 'lighter-broadcaster-client';
const client: BroadcasterClient = new BroadcasterClient({ url: 'ws://localhost:5000/ws' });
export const state: AccountState | undefined = client.state('account/7');
`;

describe('the client package, installed from its tarball into an empty project', () => {
  const project = mkdtempSync(join(tmpdir(), 'client-package-'));
  let feed: FakeFeed;
  let broadcast: BroadcastApp;

  beforeAll(async () => {
    const { command, shell } = npmCommand(process.execPath, process.env);
    const [npm, ...args] = command;
    const call = (cwd: string, ...words: string[]) => run(npm, [...args, ...words], { cwd, shell });
    await call(resolve('packages/client'), 'pack', '--pack-destination', project);
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    await call(project, 'install', '--offline', '--no-audit', './lighter-broadcaster-client-0.1.0.tgz');
    feed = new FakeFeed(7, 8);
    broadcast = await startBroadcast(feed);
  });

  afterAll(async () => {
    await broadcast.close();
    rmSync(project, { recursive: true, force: true });
  });

  it('runs the Node example', async () => {
    copyFileSync(join(EXAMPLES, 'node/follow.mjs'), join(project, 'follow.mjs'));
    const child = new Child(join(project, 'follow.mjs'), [broadcast.url, '1'], process.env, { cwd: project });
    await child.line(/^account\/8 snapshot 0 equity unknown$/);
    feed.trade(7, 1);
    await child.line(/^account\/7 change 1 equity unknown$/);
    expect(await child.exited).toBe(0);
  });

  it('brings its types', async () => {
    writeFileSync(join(project, 'consumer.ts'), CONSUMER);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
    await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...options, 'consumer.ts'], {
      cwd: project,
    });
  });
});

/** Examples in other languages run where their tool is installed. */
const OTHERS = [
  {
    name: 'Python',
    there: has('python3', '-c', 'import websockets.asyncio'),
    command: ['python3', 'python/follow.py'],
  },
  { name: 'websocat', there: has('websocat', '--version'), command: ['sh', 'websocat/follow.sh'] },
].filter(({ there }) => there);

for (const { name, command } of OTHERS)
  it(`runs the ${name} example`, async () => {
    const feed = new FakeFeed(7);
    const broadcast = await startBroadcast(feed);
    const [tool = '', script = ''] = command;
    const printed = run(tool, [join(EXAMPLES, script), broadcast.url, '1'], { timeout: 5000 });
    const telling = setInterval(() => feed.trade(7, feed.total + 1), 100);
    // An example that follows for ever is ended by the timeout; what it printed counts.
    const { stdout } = await printed.catch((error: { stdout: string }) => error);
    clearInterval(telling);
    expect(stdout).toMatch(/account\/7.*change|"type":"change"/);
    await broadcast.close();
  });
