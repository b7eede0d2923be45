import { LiveView } from '../support/live-view.js';
import {
  followAll,
  startExchange,
  startProduct,
  type Product,
  type SimulatedExchange,
} from '../support/product.js';

const KEY = 'collector-key-for-the-frontend';
const READER = 'a-key-that-sees-one-account';

let exchange: SimulatedExchange;
let collector: Product;
let frontend: Product;
let indexes: number[];

beforeAll(async () => {
  exchange = await startExchange('--seed', '11');
  collector = await startCollector('0');
  indexes = exchange.accounts.map(({ account_index }) => account_index);
  frontend = await startProduct({
    BROADCASTER_MODE: 'FRONTEND_ONLY',
    REMOTE_API_BASE: collector.url,
    REMOTE_API_KEY: KEY,
    CACHE_TTL: '1',
    API_KEYS: `all:admin:${KEY},one:read:${READER}:accounts=${indexes[0]}`,
  });
}, 120_000);

afterAll(async () => {
  await frontend?.stop();
  await collector?.stop();
  await exchange?.child.stop();
});

/** On a port that is free, or the one it had before. */
function startCollector(port: string): Promise<Product> {
  return startProduct({ ...followAll(exchange), API_KEYS: `front:admin:${KEY}`, PORT: port });
}

async function get(product: Product, path: string, key = KEY): Promise<Record<string, unknown>> {
  const response = await fetch(product.url + path, { headers: { 'x-api-key': key } });
  return (await response.json()) as Record<string, unknown>;
}

const open = (product: Product, key = KEY): Promise<LiveView> =>
  LiveView.open(product.url, '/ws', { 'x-api-key': key });

describe('an instance that serves what another one collects', () => {
  it('passes states, epochs and sequence numbers through', async () => {
    const [near, far] = await Promise.all([open(collector), open(frontend)]);
    await Promise.all([near.fresh(indexes), far.fresh(indexes)]);
    const channel = `account/${indexes[0]}`;
    const changes = (view: LiveView): Map<number, unknown> =>
      new Map(
        view.frames
          .filter((frame) => frame.type === 'change' && frame.channel === channel)
          .map(({ seq, epoch, data }) => [seq!, { epoch, data }]),
      );
    const shared = (): number[] => [...changes(far).keys()].filter((seq) => changes(near).has(seq));
    await far.until(() => shared().length >= 3);
    for (const seq of shared()) expect(changes(far).get(seq)).toEqual(changes(near).get(seq));
    near.close();
    far.close();
  });

  it("serves the exchange's own responses and the history", async () => {
    const path = `/api/accounts/${indexes[0]}`;
    type Answer = { account: { raw_data: { accounts: unknown[] } } };
    const answer = async (): Promise<Answer> => (await get(frontend, path)) as unknown as Answer;
    let entry = await answer();
    // The first reading asks for the raw data; a change of the account tells that it may have come.
    const view = await open(frontend);
    for (let frames = 0; entry.account.raw_data.accounts.length === 0; entry = await answer()) {
      await view.until(() => view.frames.length > frames);
      frames = view.frames.length;
    }
    view.close();
    expect(entry.account).toMatchObject({
      raw_data: { code: 200, accounts: [{ account_index: indexes[0] }] },
    });
    const { trades } = await get(frontend, `/api/history/trades/${indexes[0]}`);
    expect((trades as unknown[]).length).toBeGreaterThan(0);
    expect(await get(frontend, '/api/supabase/status')).toMatchObject({
      initialized: true,
      backend: 'sqlite',
    });
  });

  it('shows a key only its accounts, of what is passed on too', async () => {
    const view = await open(frontend, READER);
    await view.fresh([indexes[0]!]);
    expect([...view.accounts.keys()]).toEqual([indexes[0]]);
    view.close();
    const { trades } = await get(frontend, '/api/history/trades?limit=1000', READER);
    expect(new Set((trades as { account_index: number }[]).map((row) => Number(row.account_index)))).toEqual(
      new Set([indexes[0]]),
    );
    expect(await get(frontend, `/api/history/trades/${indexes[1]}`, READER)).toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
    });
    const curve = await get(frontend, '/api/history/equity?resolution=1m', READER);
    expect(curve).toMatchObject({ accounts: [indexes[0]], resolution: '1m' });
    expect(await get(frontend, `/api/history/equity?accounts=${indexes.join()}`, READER)).toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
    });
    const ownTrades = async (): Promise<number> => {
      const { total } = await get(collector, `/api/history/pnl?account_index=${indexes[0]}`);
      return (total as { trades: number }).trades;
    };
    const before = await ownTrades();
    const { total } = await get(frontend, '/api/history/p%6El?by=market', READER);
    expect((total as { trades: number }).trades).toBeGreaterThanOrEqual(before);
    expect((total as { trades: number }).trades).toBeLessThanOrEqual(await ownTrades());
    expect(await get(frontend, '/api/ws/raw-messages', READER)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await get(frontend, '/api/supabase/status', READER)).toMatchObject({
      backend: 'sqlite',
      faults: [],
    });
    expect(await get(frontend, '/api/errors?limit=1', READER)).toMatchObject({
      summary: { total_errors: 0 },
    });
  });

  it('tells the errors of the other instance as its own', async () => {
    expect(await get(frontend, '/api/history/trades?limit=many')).toMatchObject({
      ...{ statusCode: 400, code: 'INVALID_REQUEST', message: expect.stringContaining('limit') },
    });
  });

  it('marks everything stale when the other instance goes, and follows it when it comes back', async () => {
    const view = await open(frontend);
    await view.fresh(indexes);
    await collector.child.stop();
    await view.until(() => [...view.accounts.values()].every(({ sections }) => sections.positions.stale));
    expect(view.accounts.get(indexes[0]!)!.sections.positions.reason).toContain('out of reach');
    collector = await startCollector(new URL(collector.url).port);
    await view.fresh(indexes);
    view.close();
  }, 120_000);
});
