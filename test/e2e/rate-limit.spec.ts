import { rawUpgrade } from '../support/raw-ws.js';
import { followAll, startExchange, startProduct, type SimulatedExchange } from '../support/product.js';

const KEY = 'secret-of-the-only-key-there-is';

let exchange: SimulatedExchange;

beforeAll(async () => {
  exchange = await startExchange('--seed', '7');
});

afterAll(() => exchange?.child.stop());

describe('rate limit', () => {
  it('answers 429 with Retry-After, except to probes and for the dashboard', async () => {
    const limited = await startProduct({ ...followAll(exchange), RATE_LIMIT: '3/minute' });
    try {
      const statuses: number[] = [];
      for (let request = 0; request < 5; request += 1)
        statuses.push((await fetch(`${limited.url}/api/status`)).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      const refused = await fetch(`${limited.url}/api/status`);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({
        statusCode: 429,
        code: 'RATE_LIMITED',
        detail: expect.any(String),
      });
      const stream = await fetch(`${limited.url}/api/stream`, { headers: { Accept: 'text/event-stream' } });
      expect([stream.status, await stream.text()]).toEqual([
        200,
        expect.stringMatching(/^retry: \d+000\n\n$/),
      ]);
      expect((await fetch(`${limited.url}/health`)).status).toBe(200);
      expect((await fetch(limited.url)).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('counts wrong keys in one bucket for requests, upgrades and event streams', async () => {
    const env = { ...followAll(exchange), API_KEYS: `bot:read:${KEY}`, RATE_LIMIT: '6/minute' };
    const limited = await startProduct(env);
    const headers = { 'x-api-key': 'a-wrong-key' };
    const upgrade = async (): Promise<number> => {
      const socket = await rawUpgrade(`${limited.url}/ws`, headers);
      const [, status] = /^HTTP\/1\.1 (\d+) /.exec(String(socket.read()))!;
      socket.destroy();
      return Number(status);
    };
    const request = async (path: string): Promise<number> =>
      (await fetch(limited.url + path, { headers })).status;
    try {
      const statuses = [];
      for (const door of [upgrade, () => request('/api/status'), () => request('/api/stream')])
        statuses.push(await door(), await door());
      expect(statuses).toEqual([401, 401, 401, 401, 401, 401]);
      expect(await upgrade()).toBe(429);
      expect(await request('/api/status')).toBe(429);
      expect(await request('/api/stream')).toBe(429);
      const allowed = await fetch(`${limited.url}/api/status`, { headers: { 'x-api-key': KEY } });
      expect(allowed.status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});
