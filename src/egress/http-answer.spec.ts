import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { dispatchRequest, type HttpAnswer, MAX_ANSWER_BYTES } from './http-answer.js';

const TEXT = '{"code":200,"orders":[]}';

let server: http.Server;
let agent: Agent;
let headers: Record<string, string>;
let body: Buffer;

beforeEach(async () => {
  [headers, body] = [{}, Buffer.from(TEXT)];
  server = http.createServer((_request, response) => response.writeHead(200, headers).end(body));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  agent = new Agent();
});
afterEach(async () => {
  await agent.destroy();
  server.closeAllConnections();
  server.close();
});

function ask(): Promise<HttpAnswer> {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return dispatchRequest(agent, { origin, path: '/', method: 'GET' }, new AbortController().signal);
}

describe('an answer', () => {
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['', gzipSync(TEXT)],
    ['gzip', Buffer.from(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
  ])('is decoded when its coding is "%s"', async (coding, coded) => {
    headers = coding === '' ? {} : { 'content-encoding': coding };
    body = coded;
    expect((await ask()).text).toBe(TEXT);
  });

  it('is refused when it decodes to more than the limit', async () => {
    body = gzipSync(Buffer.alloc(MAX_ANSWER_BYTES + 1));
    await expect(ask()).rejects.toThrow(/larger|too large|length/i);
  });

  it('carries the headers about time', async () => {
    headers = { 'retry-after': '17', date: 'Sun, 01 Nov 2026 12:00:00 GMT' };
    expect(await ask()).toMatchObject({ status: 200, retryAfter: '17', date: headers.date });
  });
});
