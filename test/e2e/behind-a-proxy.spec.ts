import { startBoth } from '../support/product-harness.js';

const SECRET = 'secret-of-the-one-behind-a-proxy';
const LIMIT = 5;
const OURS = 'https://dashboard.example';

/** Imitates a trusted reverse proxy that ends TLS. */
describe('behind a trusted proxy, with one other origin allowed', () => {
  const rig = startBoth(['--accounts', '1', '--tick-ms', '3600000'], () => ({
    ...{ API_KEYS: `owner:admin:${SECRET}`, TRUST_PROXY: '1', CORS_ORIGINS: OURS },
    RATE_LIMIT: `${LIMIT}/minute`,
  }));

  const ask = (
    path: string,
    headers: Record<string, string>,
    init: Omit<RequestInit, 'headers'> = {},
  ): Promise<Response> => fetch(rig.product.url + path, { ...init, headers });

  it('sets a Secure session cookie', async () => {
    const answer = await ask(
      '/api/session',
      { 'content-type': 'application/json', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.1' },
      { method: 'POST', body: JSON.stringify({ key: SECRET }) },
    );
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it.each([
    ['the API', '/api/accounts', 'wrong-key'],
    ['the docs', '/docs-json', 'wrong-key'],
  ])('limits key guesses at %s per client address', async (_, path, key) => {
    const from = (address: string): Promise<Response> =>
      ask(path, { 'x-api-key': key, 'x-forwarded-for': address });
    const address = path === '/docs-json' ? '203.0.113.2' : '203.0.113.3';
    const statuses: number[] = [];
    for (let at = 0; at <= LIMIT; at += 1) statuses.push((await from(address)).status);
    expect(statuses).toEqual([...Array<number>(LIMIT).fill(401), 429]);
    expect((await from('203.0.113.4')).status).toBe(401);
  });

  it('limits key guesses at the probes, but never the probes themselves', async () => {
    const health = async (headers: Record<string, string>): Promise<{ details?: object }> => {
      const answer = await ask('/health', { ...headers, 'x-forwarded-for': '203.0.113.5' });
      expect(answer.status).toBe(200);
      return (await answer.json()) as { details?: object };
    };
    for (let at = 0; at <= LIMIT; at += 1)
      expect(await health({ 'x-api-key': `guess-${at}` })).not.toHaveProperty('details');
    for (let at = 0; at < 3 * LIMIT; at += 1) await health({});
    expect((await ask('/api/accounts', { 'x-forwarded-for': '203.0.113.5' })).status).toBe(429);
  });

  it('lets pages of the allowed origin use the API without cookies, and others not', async () => {
    const preflight = (origin: string, method: string): Promise<Response> =>
      ask('/api/log-level', { origin, 'access-control-request-method': method }, { method: 'OPTIONS' });
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { headers } = await preflight(OURS, method);
      expect(headers.get('access-control-allow-origin')).toBe(OURS);
      expect(headers.get('access-control-allow-methods')).toContain(method);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
    const read = async (origin: string): Promise<Headers> =>
      (await ask('/api/accounts', { origin, 'x-api-key': SECRET })).headers;
    expect((await read(OURS)).get('access-control-expose-headers')).toMatch(
      /ETag.*RateLimit-Limit.*Retry-After/i,
    );
    expect((await read('https://other.example')).get('access-control-allow-origin')).toBeNull();
  });
});
