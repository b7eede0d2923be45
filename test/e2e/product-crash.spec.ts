import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import { Project } from '../support/postgrest/project.js';
import {
  followAll,
  startExchange,
  startProduct,
  type Product,
  type SimulatedExchange,
} from '../support/product.js';

/** CRASH_ROUNDS=20 for the long form. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 2);
const LONGEST_LIFE_MS = 3_000;
const PATIENCE_MS = 150_000 + ROUNDS * 30_000;

interface Rows {
  trades: { trade_id: string }[];
  gaps: { complete: boolean | null; closed_at: string | null }[];
  next_cursor: string | null;
}

const read = async (url: string): Promise<unknown> => (await fetch(url)).json();

/** Ids of every trade of an account in the product's history. */
async function recorded({ url }: Product, index: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  do {
    const more: string = cursor ? `&cursor=${cursor}` : '';
    const page = (await read(`${url}/api/history/trades/${index}?limit=1000${more}`)) as Rows;
    ids.push(...page.trades.map(({ trade_id }) => trade_id));
    cursor = page.next_cursor;
  } while (cursor);
  return ids;
}

/** Ids of every trade that the exchange has made of an account so far. */
async function made(exchange: SimulatedExchange, index: number): Promise<string[]> {
  const { read_only_token } = exchange.accounts.find(({ account_index }) => account_index === index)!;
  const ids: string[] = [];
  let cursor: string | undefined = '';
  do {
    const query = `account_index=${index}&sort_by=trade_id&limit=100${cursor ? `&cursor=${cursor}` : ''}`;
    const response = await fetch(`${exchange.url}/api/v1/trades?${query}`, {
      headers: { authorization: read_only_token },
    });
    const page = (await response.json()) as { trades: { trade_id_str: string }[]; next_cursor?: string };
    ids.push(...page.trades.map(({ trade_id_str }) => trade_id_str));
    cursor = page.trades.length === 100 ? page.next_cursor : undefined;
  } while (cursor);
  return ids;
}

/** Waits for the first start to end. @returns the oldest trade of its only page, with which the history begins. */
async function beginning(product: Product, index: number): Promise<string> {
  for (;;) {
    const { gaps } = (await read(`${product.url}/api/history/gaps/${index}`)) as Rows;
    const ids = (await recorded(product, index)).sort(compareIds);
    if (gaps.length > 0 && gaps.every(({ closed_at }) => closed_at) && ids[0]) return ids[0];
    await pause(200);
  }
}

function contains(found: readonly string[], wanted: readonly string[]): boolean {
  const all = new Set(found);
  return wanted.every((id) => all.has(id));
}

describe('the product, killed at random moments during trading', () => {
  let exchange: SimulatedExchange;
  let dataDir: string;
  let project: Project;

  beforeAll(async () => {
    project = await Project.open();
  }, PATIENCE_MS);
  afterAll(() => project.close());
  beforeEach(async () => {
    exchange = await startExchange(
      '--accounts',
      '2',
      '--tick-ms',
      '200',
      '--activity',
      '0.5',
      '--limits',
      'off',
    );
    dataDir = await mkdtemp(join(tmpdir(), 'product-crash-'));
  });
  afterEach(async () => {
    await exchange.child.stop();
    await rm(dataDir, { recursive: true });
  });

  it.each(['SQLite', 'Supabase'])(
    'records every trade exactly once in %s',
    async (backend) => {
      const supabase = { Supabase_Url: project.server.url, Supabase_service_role: 'service-key' };
      const env = {
        ...followAll(exchange),
        ...(backend === 'Supabase' && supabase),
        DATA_DIR: dataDir,
        RATE_LIMIT: '100000/minute',
        LIGHTER_TIER: 'builder',
      };
      const beginnings = new Map<number, string>();
      for (let round = 0; round < ROUNDS; round++) {
        const product = await startProduct(env);
        for (const { account_index: index } of exchange.accounts) {
          if (round === 0) beginnings.set(index, await beginning(product, index));
        }
        await pause(Math.random() * LONGEST_LIFE_MS);
        await product.child.stop('SIGKILL');
      }
      const product = await startProduct(env);
      for (const { account_index: index } of exchange.accounts) {
        const first = beginnings.get(index) ?? '';
        const wanted = (await made(exchange, index)).filter((id) => compareIds(id, first) >= 0);
        let found = await recorded(product, index);
        while (!contains(found, wanted)) {
          await pause(200);
          found = await recorded(product, index);
        }
        const possible = new Set(await made(exchange, index));
        expect(found.filter((id) => !possible.has(id))).toEqual([]);
        expect(new Set(found).size).toBe(found.length);
        const { gaps } = (await read(`${product.url}/api/history/gaps/${index}`)) as Rows;
        expect(gaps.filter(({ complete }) => complete === false)).toEqual([]);
        expect(gaps.length).toBeGreaterThan(0);
      }
      await product.stop();
    },
    PATIENCE_MS,
  );
});
