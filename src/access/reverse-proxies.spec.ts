import { readFileSync } from 'node:fs';
import { GuardedApp } from '../../test/support/guarded-app.js';

const KEY = 'owner-secret-owner-secret';
const ORIGIN = 'https://lighter.example';
const EDGE = '104.22.17.40';
/** Visitors put this into the header that proxies append to, hoping to be counted as someone else. */
const SPOOFED = '6.6.6.6';

/** Requests as a reverse proxy of docs/operations.md sends them, for a visitor of `ORIGIN`. */
interface ReverseProxy {
  /** Heading of its section. */
  name: string;
  /** Variables that the section names. */
  env: Record<string, string>;
  /** Address from which the proxy connects. */
  peer: string;
  headers(visitor: string): Record<string, string>;
}

const PROXIES: ReverseProxy[] = [
  {
    name: 'nginx',
    env: { TRUST_PROXY: 'loopback' },
    peer: '127.0.0.1',
    headers: (visitor) => ({
      host: 'lighter.example',
      'x-forwarded-for': `${SPOOFED}, ${visitor}`,
      'x-forwarded-proto': 'https',
    }),
  },
  {
    name: 'nginx',
    env: { TRUST_PROXY: 'loopback' },
    peer: '127.0.0.1',
    // proxy_set_header Host $host:$server_port
    headers: (visitor) => ({
      host: 'lighter.example:443',
      'x-forwarded-for': `${SPOOFED}, ${visitor}`,
      'x-forwarded-proto': 'https',
    }),
  },
  {
    name: 'Caddy',
    env: { TRUST_PROXY: 'loopback' },
    peer: '::1',
    headers: (visitor) => ({
      host: 'lighter.example',
      via: '1.1 Caddy',
      'x-forwarded-for': visitor,
      'x-forwarded-host': 'lighter.example',
      'x-forwarded-proto': 'https',
    }),
  },
  {
    name: 'Apache',
    env: { TRUST_PROXY: 'loopback' },
    peer: '127.0.0.1',
    // ProxyPreserveHost is off by default.
    headers: (visitor) => ({
      host: '127.0.0.1:5000',
      'x-forwarded-for': `${SPOOFED}, ${visitor}`,
      'x-forwarded-host': 'lighter.example',
      'x-forwarded-server': 'lighter.example',
      'x-forwarded-proto': 'https',
    }),
  },
  {
    name: 'Traefik',
    env: { TRUST_PROXY: 'private' },
    peer: '172.18.0.2',
    headers: (visitor) => ({
      host: 'lighter.example',
      'x-forwarded-for': visitor,
      'x-forwarded-host': 'lighter.example',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-forwarded-server': '4c1f0b7a',
      'x-real-ip': visitor,
    }),
  },
  {
    name: 'Cloudflare',
    env: { TRUST_PROXY: 'header:cf-connecting-ip' },
    peer: EDGE,
    headers: (visitor) => ({
      host: 'lighter.example',
      'cdn-loop': 'cloudflare; loops=1',
      'cf-connecting-ip': visitor,
      'cf-ray': '8f2e1c0d9a7b6c5d-FRA',
      'cf-visitor': '{"scheme":"https"}',
      'x-forwarded-for': `${SPOOFED},${visitor}`,
      'x-forwarded-proto': 'https',
    }),
  },
  {
    name: 'Render',
    env: { TRUST_PROXY: 'header:cf-connecting-ip' },
    peer: '10.21.157.68',
    headers: (visitor) => ({
      host: 'lighter.example',
      'cf-connecting-ip': visitor,
      'x-forwarded-for': `${visitor}, ${EDGE}`,
      'x-forwarded-proto': 'https',
    }),
  },
  {
    name: 'Azure and IIS',
    env: { TRUST_PROXY: 'private' },
    peer: '10.0.0.4',
    headers: (visitor) => ({
      host: 'lighter.example',
      'x-forwarded-for': `${visitor}:51234`,
      'x-forwarded-proto': 'https',
    }),
  },
];

const OPERATIONS = readFileSync('docs/operations.md', 'utf8');

let guarded: GuardedApp;
afterEach(() => guarded.app.close());

describe.each(PROXIES.map((proxy) => [proxy.name, proxy] as const))('behind %s', (name, proxy) => {
  const [first, second] = ['203.0.113.1', '203.0.113.2'];
  const start = async (env: Record<string, string> = {}): Promise<void> => {
    guarded = await GuardedApp.start({ API_KEYS: `owner:admin:${KEY}`, ...proxy.env, ...env });
  };
  const signIn = (origin: string, site = 'same-origin') =>
    guarded.call(
      'POST',
      '/api/session',
      { ...proxy.headers(first), origin, 'sec-fetch-site': site },
      { from: proxy.peer, payload: { key: KEY } },
    );

  it('counts each visitor on its own, despite forged headers', async () => {
    await start({ RATE_LIMIT: '3/minute' });
    const guess = async (visitor: string): Promise<number> => {
      const { status } = await guarded.call('GET', '/probe', proxy.headers(visitor), { from: proxy.peer });
      return status;
    };
    for (let at = 0; at < 3; at += 1) expect(await guess(first)).toBe(401);
    expect([await guess(first), await guess(second)]).toEqual([429, 401]);
    expect(await guarded.call('GET', '/probe', {}, { from: SPOOFED })).toMatchObject({ status: 401 });
  });

  it('signs in from its own pages with a Secure cookie, and not from others', async () => {
    await start();
    const { status, headers } = await signIn(ORIGIN);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toContain('; Secure;');
    expect((await signIn('https://attacker.example', 'cross-site')).status).toBe(403);
    expect((await signIn('https://attacker.example', 'same-origin')).status).toBe(403);
  });

  it('is documented with these variables', () => {
    const section = OPERATIONS.split(/^### /m).find((text) => text.startsWith(`${name}\n`));
    for (const [variable, value] of Object.entries(proxy.env))
      expect(section).toContain(`${variable}=${value}`);
  });
});

describe('behind a proxy that passes neither Host nor any header', () => {
  const bare = { host: '127.0.0.1:5000' };
  const signIn = (origin: string) =>
    guarded.call(
      'POST',
      '/api/session',
      { ...bare, origin, 'sec-fetch-site': 'same-origin' },
      { from: '127.0.0.1', payload: { key: KEY } },
    );

  it('signs in with PUBLIC_URL, whose path and scheme the cookie follows', async () => {
    guarded = await GuardedApp.start({ API_KEYS: `owner:admin:${KEY}`, PUBLIC_URL: `${ORIGIN}/lighter` });
    const { status, headers } = await signIn(ORIGIN);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toMatch(/; Path=\/lighter; HttpOnly; Secure;/);
    expect((await signIn('https://attacker.example')).status).toBe(403);
  });

  it('signs in when CORS_ORIGINS names the origin, and from an app shell', async () => {
    guarded = await GuardedApp.start({
      API_KEYS: `owner:admin:${KEY}`,
      CORS_ORIGINS: `${ORIGIN},tauri://localhost`,
    });
    expect((await signIn(ORIGIN)).status).toBe(200);
    expect((await signIn('tauri://localhost')).status).toBe(200);
    expect((await signIn('capacitor://localhost')).status).toBe(403);
  });

  it('ignores X-Forwarded-Host and X-Forwarded-Proto of a peer that is not trusted', async () => {
    guarded = await GuardedApp.start({ API_KEYS: `owner:admin:${KEY}` });
    const forged = { ...bare, 'x-forwarded-host': 'lighter.example', origin: ORIGIN };
    const { status } = await guarded.call('POST', '/api/session', forged, { payload: { key: KEY } });
    expect(status).toBe(403);
  });
});
