import { followAll, startExchange, startProduct, type SimulatedExchange } from '../support/product.js';

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
});
