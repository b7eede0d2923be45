// The peer: Fastify routes that answer constant buffers. Argument: the file with the buffers.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

const body = readFileSync(String(process.argv[2]));
const fastify = Fastify();
fastify.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
console.log(`up at ${await fastify.listen({ host: '127.0.0.1', port: 0 })}`);
process.on('SIGTERM', () => process.exit(0));
