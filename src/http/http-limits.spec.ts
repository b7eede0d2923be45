import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { HTTP_LIMITS } from './http-limits.js';

/** More than the kernel's buffers between two sockets hold. */
const LARGE = 'x'.repeat(32 * 1024 * 1024);

it('answers a request that offers HTTP/2, although WebSockets are accepted', async () => {
  const server = Fastify(HTTP_LIMITS);
  server.server.on('upgrade', (_, socket) => socket.destroy());
  server.get('/', () => 'answered');
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n';
  client.write(`GET / HTTP/1.1\r\nHost: localhost\r\n${offer}\r\n`);
  expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 [^]*answered$/);
  client.destroy();
  await server.close();
});

it('disconnects a client that does not read its response', async () => {
  const server = Fastify({ ...HTTP_LIMITS, connectionTimeout: 200 });
  server.get('/', () => LARGE);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const accepted = once(server.server, 'connection');
  const client = connect(port, '127.0.0.1');
  client.on('error', () => undefined);
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [socket] = (await accepted) as [NodeJS.EventEmitter];
  await once(socket, 'close');
  client.destroy();
  await server.close();
});
