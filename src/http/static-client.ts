import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isApiPath, type RouteTable } from './route-table.js';

const ONE_YEAR_S = 31_536_000;

/**
 * Serves the built dashboard at `/`: hashed assets are immutable, and every other path outside the API returns
 * index.html. ServeStaticModule is not used, because on Fastify it has no fallback and does nothing under test.
 */
export async function serveClient(fastify: FastifyInstance, root: string, routes: RouteTable): Promise<void> {
  if (!existsSync(join(root, 'index.html')))
    throw new Error('The dashboard is not built. Run `npm run build` first.');
  await fastify.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (response, path) => {
      const immutable = path.includes(`${join(root, 'assets')}`);
      void response.header(
        'cache-control',
        immutable ? `public, max-age=${ONE_YEAR_S}, immutable` : 'no-cache',
      );
    },
  });
  fastify.get('/*', (request, reply) =>
    isApiPath(request.url) ? answerUnmatched(routes, request, reply) : reply.sendFile('index.html'),
  );
}

/** Answers a request for which there is no route, in the shape of every error. */
export function answerUnmatched(
  routes: RouteTable,
  { method, url }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const answer = routes.unmatched(method, url);
  if ('redirect' in answer) return reply.redirect(answer.redirect, 307);
  const { problem } = answer;
  return reply
    .status(problem.status)
    .headers(problem.headers)
    .type('application/json')
    .send(JSON.stringify(problem.toBody()));
}
