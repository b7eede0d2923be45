import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { startBoth } from '../support/product-harness.js';

const SECRET = 'secret-of-the-one-that-is-lost';
const headers = { authorization: `Bearer ${SECRET}` };

/** Requests as clients really send them: with a slash too many, an empty body, or to the wrong route. */
describe('requests that match no route, or carry no body', () => {
  const rig = startBoth(['--accounts', '1', '--tick-ms', '1000'], () => ({
    API_KEYS: `lost:admin:${SECRET}:rate=100000/minute`,
  }));

  interface Answer {
    status: number;
    headers: IncomingMessage['headers'];
    text: string;
  }

  /** `fetch` normalizes paths, so this sends them as they are. */
  const send = (method: string, path: string, extra: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(rig.product.url);
      const outgoing = request(
        { hostname, port, method, path, headers: { ...headers, ...extra } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () =>
            resolve({ status: response.statusCode!, headers: response.headers, text }),
          );
        },
      );
      outgoing.on('error', reject).end();
    });
  const problemOf = ({ text }: Answer): unknown => JSON.parse(text);

  /** A raw request that no HTTP client would send. */
  const raw = async (text: string): Promise<string> => {
    const socket = connect(Number(new URL(rig.product.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    socket.write(text);
    await once(socket, 'close');
    return answer;
  };

  it.each([
    '//api/accounts',
    '/API/accounts',
    '/%61pI/accounts',
    '//health',
    '/api/nothing',
    '/metrics/x',
    '/assets/none.js',
  ])('answers GET %s with 404 as JSON, never the page', async (path) => {
    const answer = await send('GET', path);
    expect(answer.status).toBe(404);
    expect(problemOf(answer)).toMatchObject({ statusCode: 404, code: 'NOT_FOUND' });
  });

  it.each(['POST', 'PUT', 'DELETE'])('answers %s to an unknown route with 404 NOT_FOUND', async (method) => {
    expect(problemOf(await send(method, '/api/nothing'))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['GET', '/api/accounts/', '/api/accounts'],
    ['GET', '/api/history/trades/?limit=3', '/api/history/trades?limit=3'],
    ['POST', '/api/ws/ticket/', '/api/ws/ticket'],
    ['GET', '/health/', '/health'],
  ])('redirects %s %s with 307', async (method, path, target) => {
    const answer = await send(method, path);
    expect(answer.status).toBe(307);
    const { pathname, search } = new URL(answer.headers.location!, rig.product.url + path);
    expect(pathname + search).toBe(target);
  });

  it.each([
    ['POST', '/api/accounts', 'GET, HEAD'],
    ['DELETE', '/api/accounts/281001', 'GET, HEAD'],
    ['GET', '/api/control/pause', 'POST'],
    ['PUT', '/api/session', 'DELETE, GET, HEAD, POST'],
  ])('answers %s %s with 405 and Allow', async (method, path, allow) => {
    const answer = await send(method, path);
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    expect(problemOf(answer)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  it('answers a plain GET of /ws with 426', async () => {
    const answer = await send('GET', '/ws');
    expect([answer.status, answer.headers.upgrade]).toEqual([426, 'websocket']);
    expect(problemOf(answer)).toMatchObject({ code: 'UPGRADE_REQUIRED' });
  });

  it.each([
    ['POST', '/api/ws/ticket', 200],
    ['POST', '/api/errors/clear', 200],
    ['DELETE', '/api/session', 204],
    ['POST', '/api/session', 400],
  ])('accepts %s %s with a JSON content type and no body', async (method, path, status) => {
    const json = { 'content-type': 'application/json', 'content-length': '0' };
    expect((await send(method, path, json)).status).toBe(status);
  });

  it('ends HEAD of the event stream', async () => {
    const answer = await send('HEAD', '/api/stream?channels=portfolio');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/event-stream');
  });

  it.each([
    ['a malformed URL', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400, 'INVALID_REQUEST'],
    ['a malformed request', 'NONSENSE\r\n\r\n', 400, 'INVALID_REQUEST'],
    [
      'oversized headers',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Huge: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('answers %s in the shape of every error', async (_, text, status, code) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ statusCode: status, code });
  });

  it.each(['/%64ocs-json', '/docs-json', '/docs', '/docs/swagger-ui-bundle.js', '/docs/%77s'])(
    'requires a key for the docs at %s, and in absolute form',
    async (path) => {
      const host = new URL(rig.product.url).host;
      for (const target of [path, `http://${host}${path}`]) {
        const answer = await raw(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
        expect([target, answer.slice(9, 12)]).toEqual([target, '401']);
      }
    },
  );
});
