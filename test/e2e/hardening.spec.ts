import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startBoth } from '../support/product-harness.js';

const HALF_OPEN = 2000;
const DRIPPING = 20;
/** Far below any timeout of silence. */
const DRIP_MS = 100;
const SECRET = 'secret-of-the-one-that-is-healthy';
const headers = { authorization: `Bearer ${SECRET}` };

describe('hostile clients', () => {
  const rig = startBoth(['--accounts', '1', '--tick-ms', '1000'], () => ({
    API_KEYS: `healthy:admin:${SECRET}:rate=100000/minute`,
  }));

  const healthy = async (): Promise<void> => {
    expect((await fetch(`${rig.product.url}/api/portfolio`, { headers })).status).toBe(200);
    expect((await fetch(`${rig.product.url}/api/status`, { headers })).status).toBe(200);
  };

  const open = async (text: string): Promise<Socket> => {
    const socket = connect(Number(new URL(rig.product.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };

  /**
   * Everything received until the connection closes; a reset counts as a close, because bytes of both sides may cross.
   */
  const endOf = (socket: Socket): Promise<string> => {
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    return new Promise((resolve) => socket.once('close', () => resolve(answer)));
  };

  const answerTo = async (text: string): Promise<string> => endOf(await open(text));

  /** Sends the text byte by byte, and never stops by itself. */
  const dripped = async (text: string): Promise<string> => {
    const socket = await open('');
    socket.setNoDelay(true);
    let sent = 0;
    const drip = setInterval(() => socket.write(text[sent++] ?? 'x'), DRIP_MS);
    try {
      return await endOf(socket);
    } finally {
      clearInterval(drip);
    }
  };

  it('get headers against framing, scripts and sniffing with every kind of response', async () => {
    for (const path of ['/api/portfolio', '/api/status', '/api/nowhere', '/mcp', '/', '/docs']) {
      // As a browser asks: other clients get the mirrored status of the exchange at "/".
      const answer = await fetch(rig.product.url + path, { headers: { ...headers, accept: 'text/html' } });
      const isData = /^\/(?:api\/|mcp)/.test(path);
      expect([path, Object.fromEntries(answer.headers)]).toMatchObject([
        path,
        {
          'content-security-policy': isData
            ? "default-src 'none';frame-ancestors 'none'"
            : expect.stringMatching(/^default-src 'self';.*frame-ancestors 'none'$/),
          'cross-origin-resource-policy': 'same-origin',
          'x-content-type-options': 'nosniff',
          'x-frame-options': isData ? 'DENY' : 'SAMEORIGIN',
        },
      ]);
    }
  });

  it('get 408 if they stall or drip their headers, while others are served', async () => {
    const head = 'GET /api/status HTTP/1.1\r\nHost: x\r\nX-Slow: ';
    const answers = [answerTo(head), ...Array.from({ length: DRIPPING }, () => dripped(head))];
    await healthy();
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    await healthy();
  });

  it(`cannot block others with ${HALF_OPEN} half-open upgrades`, async () => {
    const upgrade = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const sockets: Socket[] = [];
    for (let batch = 0; batch < HALF_OPEN / 100; batch += 1) {
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => open(upgrade)))));
      await healthy();
    }
    for (const socket of sockets) socket.destroy();
    await healthy();
  });

  it('get 431 for oversized headers, and 4xx for oversized queries and bodies', async () => {
    const huge = 'a'.repeat(20_000);
    expect(await answerTo(`GET / HTTP/1.1\r\nHost: x\r\nX-Huge: ${huge}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(await answerTo(`GET /api/status?a=${huge} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    const long = await fetch(`${rig.product.url}/api/errors?source=${'a'.repeat(10_000)}`, { headers });
    expect(long.status).toBe(400);
    const body = JSON.stringify({ level: 'a'.repeat(70_000) });
    const json = { ...headers, 'content-type': 'application/json' };
    const big = await fetch(`${rig.product.url}/api/log-level`, { method: 'PUT', headers: json, body });
    expect(big.status).toBe(413);
    expect(await big.json()).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await healthy();
  });

  it('cannot pollute prototypes', async () => {
    const json = { ...headers, 'content-type': 'application/json' };
    for (const body of [
      '{"__proto__":{"level":"trace"}}',
      '{"constructor":{"prototype":{"level":"trace"}}}',
    ]) {
      const answer = await fetch(`${rig.product.url}/api/log-level`, { method: 'PUT', headers: json, body });
      expect(answer.status).toBe(400);
    }
    const level = await fetch(`${rig.product.url}/api/log-level`, { headers });
    expect(await level.json()).toEqual({ level: 'info' });
  });

  it('get no stack traces', async () => {
    const answers = await Promise.all(
      [
        '/api/accounts/x',
        '/api/errors?limit=x',
        '/%',
        '/api/nothing',
        '/docs/%00',
        '/assets/../../etc/passwd',
      ].map(async (path) => (await fetch(rig.product.url + path, { headers })).text()),
    );
    for (const text of answers) expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.js:\d+/);
  });

  it('get only states from the probes, and details with a key', async () => {
    const open = await (await fetch(`${rig.product.url}/health`)).json();
    expect(Object.keys(open as object)).toEqual(['status', 'ws_connected']);
    const ready = async (as?: object): Promise<unknown> => {
      const answer = await fetch(`${rig.product.url}/health/ready`, as);
      return ((await answer.json()) as { details: unknown }).details;
    };
    expect(await ready()).toEqual({
      accounts: { status: 'up' },
      history: { status: 'up' },
      broadcast: { status: 'up' },
    });
    expect(await ready({ headers })).toMatchObject({
      accounts: { total: 1 },
      history: { backend: 'sqlite' },
    });
    const known = await (await fetch(`${rig.product.url}/health`, { headers })).json();
    expect(known).toMatchObject({
      accounts_configured: 1,
      broadcast_clients: 0,
      details: { accounts: { total: 1 }, history: { status: 'up' }, broadcast: { status: 'up' } },
    });
  });

  it('cannot change the log level without an admin key', async () => {
    const json = { ...headers, 'content-type': 'application/json' };
    const change = (level: string, as = json): Promise<Response> =>
      fetch(`${rig.product.url}/api/log-level`, {
        method: 'PUT',
        headers: as,
        body: JSON.stringify({ level }),
      });
    expect((await change('debug')).status).toBe(200);
    await rig.product.child.line(/healthy set the log level to debug/);
    expect((await change('debug', { ...json, authorization: 'Bearer of-nobody-known-here' })).status).toBe(
      401,
    );
    expect((await change('loud')).status).toBe(400);
  });
});
