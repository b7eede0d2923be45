import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { LiveView, type BroadcastFrame } from '../support/live-view.js';
import { followAll, startExchange, startProduct, type SimulatedExchange } from '../support/product.js';

const SECRET = 'secret-of-the-one-that-watches';
const headers = { authorization: `Bearer ${SECRET}` };
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../support/fail-on-signal.mjs')).href;

let exchange: SimulatedExchange;
let dataDir: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  exchange = await startExchange('--accounts', '2', '--tick-ms', '20', '--activity', '2', '--limits', 'off');
});

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'shutdown-'));
  env = { ...followAll(exchange), DATA_DIR: dataDir, API_KEYS: `watcher:read:${SECRET}:rate=100000/minute` };
});

afterEach(() => rmSync(dataDir, { recursive: true }));

afterAll(async () => {
  await exchange?.child.stop();
});

/** Ids of the trades in these frames. */
function tradeIds(frames: readonly BroadcastFrame[]): string[] {
  return frames.flatMap(({ type, channel, data }) => {
    if (!channel?.startsWith('account/')) return [];
    if (type === 'snapshot') return ((data as AccountState).trades ?? []).map(({ trade_id }) => trade_id);
    const { trades } = (data ?? {}) as AccountDelta;
    if (!trades) return [];
    return ('set' in trades ? (trades.set ?? []) : (trades.upsert ?? [])).map(({ trade_id }) => trade_id);
  });
}

function stored(): Set<string> {
  const database = new DatabaseSync(join(dataDir, 'history.sqlite'), { readOnly: true });
  const rows = database.prepare('select trade_id from trades').all() as { trade_id: string }[];
  database.close();
  return new Set(rows.map(({ trade_id }) => trade_id));
}

/** Requests ten megabytes and reads nothing: more than the kernel buffers. */
async function leaveUnread(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined).pause();
  await once(socket, 'connect');
  const asked = `GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\nX-API-Key: ${SECRET}\r\n\r\n`;
  await new Promise((sent) => socket.write(asked.repeat(10), sent));
  await once(socket, 'readable');
  return socket;
}

describe('the shutdown', () => {
  it('does not wait for a client that does not read its response', async () => {
    const product = await startProduct({ ...env, DRAIN_SECONDS: '1' });
    const socket = await leaveUnread(product.url);
    expect(await product.stop()).toBe(0);
    socket.destroy();
  });

  it.each(['exception', 'rejection'])(
    'exits 1 after an unhandled %s, logs a fatal line, and keeps every change sent to clients',
    async (kind) => {
      const product = await startProduct({
        ...{ ...env, NODE_OPTIONS: `--import ${PRELOAD}`, FAIL_BY: kind, DRAIN_SECONDS: '60' },
      });
      const view = await LiveView.open(product.url, '/ws', headers);
      await view.until(() => tradeIds(view.frames).length > 100);
      expect(await product.child.stop('SIGUSR2')).toBe(1);
      expect(product.child.output).toMatch(/"level":60.*an unexpected failure/);
      const trades = tradeIds(view.frames);
      const known = stored();
      expect(trades.filter((id) => !known.has(id))).toEqual([]);
    },
  );

  it('reports not ready while it drains, and serves all reads until the end', async () => {
    const product = await startProduct({ ...env, DRAIN_SECONDS: '10' });
    const views = await Promise.all(
      Array.from({ length: 4 }, () => LiveView.open(product.url, '/ws', headers)),
    );
    const ready = async (): Promise<number> => (await fetch(`${product.url}/health/ready`)).status;
    await views[3]!.fresh(exchange.accounts.map(({ account_index }) => account_index));
    expect(await ready()).toBe(200);
    product.child.process.kill('SIGTERM');
    await views[3]!.until(() => views[3]!.frames.some((frame) => frame.code === 'drain'));
    expect(await ready()).toBe(503);
    const read = async (path: string): Promise<number> =>
      (await fetch(product.url + path, { headers })).status;
    expect(await read('/health/live')).toBe(200);
    for (const path of ['/api/portfolio', `/api/accounts/${exchange.accounts[0]!.account_index}`])
      expect([await read(path), await read(`${path}?`)]).toEqual([200, 200]);
    for (const view of views) view.close();
    expect(await product.stop()).toBe(0);
  });
});
