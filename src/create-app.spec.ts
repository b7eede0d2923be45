import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config/read-config.js';
import { createApp } from './create-app.js';

const KEY = 'a-key-of-the-service';
const NOBODY = 'http://127.0.0.1:9';

it('ends a connection on which nothing moves for a minute after a request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'create-app-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  const config = readConfig({
    ...{
      Lighter_1_main_Account_Index: '1',
      LIGHTER_BASE_URL: NOBODY,
      LIGHTER_WS_URL: 'ws://127.0.0.1:9/stream',
    },
    ...{ HISTORY: 'off', DATA_DIR: folder, LOG_LEVEL: 'fatal', DRAIN_SECONDS: '0' },
    API_KEYS: `reader:read:${KEY}`,
  });
  const app = await createApp(config, { clientRoot: folder });
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer();
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const received: Buffer[] = [];
  client.on('data', (data: Buffer) => received.push(data));
  const limits: (number | undefined)[] = [];
  server.once('request', ({ socket }: IncomingMessage) => {
    limits.push(socket.timeout);
    // As the socket does when that time is over.
    socket.emit('timeout');
  });
  client.write(`GET /api/status HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\n\r\n`);
  await once(client, 'close');
  expect(limits).toEqual([60_000]);
  expect(Buffer.concat(received).toString()).toBe('');
  await app.close();
  rmSync(folder, { recursive: true });
});
