import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import { AlertFarSides, evaluatedSince } from '../support/alert-far-sides.js';
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

/** Every fill gives an alert of its own, at once. */
const RULES = 'rules:\n  - { id: fill, kind: fill, severity: critical, cooldown_s: 0 }\n';

interface Rows {
  trades: { trade_id: string; timestamp: string }[];
  gaps: { complete: boolean | null; closed_at: string | null }[];
  next_cursor: string | null;
}

const read = async (url: string): Promise<unknown> => (await fetch(url)).json();

/** Every trade of an account in the product's history. */
async function history({ url }: Product, index: number): Promise<Rows['trades']> {
  const trades: Rows['trades'] = [];
  let cursor: string | null = '';
  do {
    const more: string = cursor ? `&cursor=${cursor}` : '';
    const page = (await read(`${url}/api/history/trades/${index}?limit=1000${more}`)) as Rows;
    trades.push(...page.trades);
    cursor = page.next_cursor;
  } while (cursor);
  return trades;
}

async function recorded(product: Product, index: number): Promise<string[]> {
  return (await history(product, index)).map(({ trade_id }) => trade_id);
}

/** Waits until every channel has delivered everything. @returns channels that lost an alert */
async function drained({ url }: Product): Promise<string[]> {
  interface Channel {
    name: string;
    waiting: number;
    rejected: number;
    dropped: number;
  }
  for (;;) {
    const { channels } = (await read(`${url}/api/alerts/channels`)) as { channels: Channel[] };
    if (channels.every(({ waiting }) => waiting === 0))
      return channels.filter(({ rejected, dropped }) => rejected + dropped > 0).map(({ name }) => name);
    await pause(200);
  }
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
  let farSides: AlertFarSides;
  let product: Product;

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
    farSides = await AlertFarSides.start();
  });
  afterEach(async () => {
    await product.stop();
    await exchange.child.stop();
    await farSides.close();
    await rm(dataDir, { recursive: true });
  });

  it.each(['SQLite', 'Supabase'])(
    'records every trade exactly once in %s, and alerts of it exactly once',
    async (backend) => {
      const rules = join(dataDir, 'alerts.yaml');
      const supabase = { Supabase_Url: project.server.url, Supabase_service_role: 'service-key' };
      const env = {
        ...followAll(exchange),
        ...(backend === 'Supabase' && supabase),
        DATA_DIR: dataDir,
        ...farSides.env,
        ALERTS_FILE: rules,
        RATE_LIMIT: '100000/minute',
        LIGHTER_TIER: 'builder',
      };
      await writeFile(rules, RULES);
      const beginnings = new Map<number, string>();
      for (let round = 0; round < ROUNDS; round++) {
        product = await startProduct(env);
        for (const { account_index: index } of exchange.accounts) {
          if (round === 0) beginnings.set(index, await beginning(product, index));
        }
        farSides.break(round);
        await pause(Math.random() * LONGEST_LIFE_MS);
        await product.child.stop('SIGKILL');
      }
      const since = evaluatedSince(dataDir);
      farSides.mend();
      product = await startProduct(env);
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
      // Without its exchange the product comes to rest.
      await exchange.child.stop();
      const counts = async (): Promise<[alerted: number, made: number][]> => {
        const fills = farSides.taken().filter(({ alert }) => alert.kind === 'fill');
        return Promise.all(
          exchange.accounts.map(async ({ account_index: index }) => {
            const own = fills.filter(({ alert }) => alert.account_index === index);
            const trades = await history(product, index);
            const evaluated = trades.filter(({ timestamp }) => Date.parse(timestamp) > since.get(index)!);
            return [own.reduce((sum, { alert }) => sum + alert.count, 0), evaluated.length];
          }),
        );
      };
      while ((await counts()).some(([alerted, made]) => alerted !== made)) await pause(200);
      expect(await drained(product)).toEqual([]);
      for (const [alerted, made] of await counts()) {
        expect(alerted).toBe(made);
        expect(made).toBeGreaterThan(0);
      }
      const events = farSides.taken().map(({ event_id }) => event_id);
      expect(new Set(events).size).toBe(events.length);
    },
    PATIENCE_MS,
  );
});
