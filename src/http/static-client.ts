import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problems.js';

/** Paths that belong to the API: unknown ones are 404, never the page. */
const API_PATHS = /^\/(api|docs|docs-json|docs-yaml|health|metrics|ws)(\/|$|\?)/;
const ONE_YEAR_S = 31_536_000;

/**
 * Serves the built dashboard at `/`: hashed assets are immutable, every other address of the page answers index.html.
 * By hand, because ServeStaticModule does nothing on Fastify under test and has no fallback there.
 */
export async function serveClient(fastify: FastifyInstance, root: string): Promise<void> {
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
  fastify.get('/*', (request, reply) => {
    if (!API_PATHS.test(request.url) && !request.url.startsWith('/assets/'))
      return reply.sendFile('index.html');
    const problem = new Problem('NOT_FOUND', `There is nothing at ${request.url.split('?')[0]}.`);
    return reply.status(problem.status).type('application/json').send(problem.toBody());
  });
}
