import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Child } from '../support/child.js';
import { followAll, startExchange, startProduct, type SimulatedExchange } from '../support/product.js';

const MAIN = 'dist/server/main.js';
const preload = (script: string): string => `--import data:text/javascript,${encodeURIComponent(script)}`;
/** Reports when the process begins to handle SIGTERM. */
const REPORT_HANDLER = preload(
  `process.on('newListener', (name) => name === 'SIGTERM' && process.stderr.write('handles SIGTERM\\n'))`,
);

let exchange: SimulatedExchange;
let dataDir: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  exchange = await startExchange('--accounts', '1', '--tick-ms', '1000');
});
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'start-and-stop-'));
  env = { PATH: process.env.PATH, PORT: '0', DATA_DIR: dataDir, ...followAll(exchange) };
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
afterAll(async () => {
  await exchange?.child.stop();
});

describe('the start', () => {
  it('ends on SIGTERM before anything is loaded, also where no default action exists (PID 1)', async () => {
    const child = new Child(MAIN, [], { ...env, NODE_OPTIONS: REPORT_HANDLER });
    await child.line(/handles SIGTERM/);
    expect(await child.stop('SIGTERM')).toBe(0);
    expect(child.output).toContain('SIGTERM during start-up');
  });

  it('ends on SIGTERM while it waits for a DATA_DIR in use', async () => {
    const holder = new DatabaseSync(join(dataDir, 'lock.sqlite'));
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    const waiting = new Promise<void>((resolve) => {
      const watcher = watch(dataDir, (_event, file) => {
        if (!file?.startsWith('lock-probe')) return;
        watcher.close();
        resolve();
      });
    });
    const child = new Child(MAIN, [], env);
    await waiting;
    expect(await child.stop('SIGTERM')).toBe(0);
    expect(child.output).not.toContain('Dashboard:');
    holder.close();
  });

  it('shows the lines of sources in stack traces', async () => {
    const trace = preload(`const { once } = process;
      process.once = function (name, ...rest) {
        if (name !== 'disconnect') return once.call(this, name, ...rest);
        process.stderr.write(new Error('trace').stack + '\\n');
        process.exit(0);
      };`);
    const child = new Child(MAIN, [], { ...env, NODE_OPTIONS: trace });
    expect(await child.closed).toBe(0);
    expect(child.output).toMatch(/src\/run\.ts:\d+:\d+/);
  });

  it('names the Node that it needs when run by an older one', async () => {
    const older = preload(
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })`,
    );
    const child = new Child(MAIN, [], { ...env, NODE_OPTIONS: older });
    expect(await child.closed).toBe(1);
    expect(child.output).toBe(
      'Lighter Broadcaster needs Node 22.19.0 or newer; this is 20.11.0. Start it with `npm start`, which brings one.',
    );
  });
});

describe('a running service', () => {
  it('drains on SIGHUP as on SIGTERM', async () => {
    const product = await startProduct({ ...env, DRAIN_SECONDS: '0' });
    expect(await product.child.stop('SIGHUP')).toBe(0);
    expect(product.child.output).toContain('SIGHUP: shutting down');
    await product.stop();
  });

  it('outlives the reader of its log', async () => {
    const product = await startProduct({ ...env, DRAIN_SECONDS: '0' });
    product.child.process.stdout!.destroy();
    product.child.process.stderr!.destroy();
    for (const level of ['debug', 'info', 'debug']) {
      const answer = await fetch(`${product.url}/api/log-level`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ level }),
      });
      expect(answer.status).toBe(200);
    }
    expect((await fetch(`${product.url}/health/live`)).status).toBe(200);
    expect(await product.stop()).toBe(0);
  });
});
