import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { fastify } from 'fastify';
import { compressHistory } from './compression.js';

const LONG = JSON.stringify(
  Array.from({ length: 2_000 }, (_, place) => ({ time: place, equity: '250000.00' })),
);

async function asked(path: string, codings?: string) {
  const server = fastify();
  server.addHook('onRequest', async (_, reply) => void reply.header('vary', 'Origin'));
  compressHistory(server);
  server.get('/api/history/equity', (_, reply) => reply.type('application/json').send(LONG));
  server.get('/api/history/gaps', (_, reply) => reply.type('application/json').send('[]'));
  server.get('/api/history/trades.csv', (_, reply) => reply.send(Readable.from([LONG])));
  server.get('/api/accounts', (_, reply) => reply.type('application/json').send(LONG));
  const { headers, rawPayload } = await server.inject({
    url: path,
    headers: codings === undefined ? {} : { 'accept-encoding': codings },
  });
  return { headers, rawPayload };
}

describe('compression', () => {
  it.each(['gzip', 'gzip, deflate, br', 'br;q=1.0, gzip;q=0.8'])(
    'shrinks a long answer about the history for a caller that accepts %s',
    async (codings) => {
      const { headers, rawPayload } = await asked('/api/history/equity', codings);
      expect(headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-length': String(rawPayload.length),
        vary: 'Origin, accept-encoding',
      });
      expect(gunzipSync(rawPayload).toString()).toBe(LONG);
      expect(rawPayload.length).toBeLessThan(LONG.length / 5);
    },
  );

  it.each([undefined, 'identity', 'br', 'gzip;q=0', 'gzip;q=0.0'])(
    'leaves it as it is for a caller that sends %s',
    async (codings) => {
      const { headers, rawPayload } = await asked('/api/history/equity', codings);
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers.vary).toBe('Origin, accept-encoding');
      expect(rawPayload.toString()).toBe(LONG);
    },
  );

  it.each(['/api/history/gaps', '/api/history/trades.csv', '/api/accounts'])(
    'leaves short answers, streams and other endpoints alone: %s',
    async (path) => {
      const { headers } = await asked(path, 'gzip');
      expect(headers['content-encoding']).toBeUndefined();
    },
  );
});
