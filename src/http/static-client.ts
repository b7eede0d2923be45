import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isApiPath, type RouteTable } from './route-table.js';

const ONE_YEAR_S = 31_536_000;
/** Usually one; bounded, because a header can name it. */
const MAX_BASE_PATHS = 16;

/**
 * Serves the built dashboard at `/`: hashed assets are immutable, and every other path outside the API returns
 * index.html. ServeStaticModule is not used, because on Fastify it has no fallback and does nothing under test.
 */
export async function serveClient(
  fastify: FastifyInstance,
  root: string,
  routes: RouteTable,
  basePathFor: (request: FastifyRequest) => string,
): Promise<void> {
  const index = join(root, 'index.html');
  if (!existsSync(index)) throw new Error('The dashboard is not built. Run `npm run build` first.');
  const indexUnder = underBasePath(readFileSync(index, 'utf8'));
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
    if (isApiPath(request.url)) return answerUnmatched(routes, request, reply);
    const basePath = basePathFor(request);
    if (basePath === '') return reply.sendFile('index.html');
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(indexUnder(basePath));
  });
}

/** index.html for a browser that sees the service under another path: its links begin there, and its scripts know it. */
function underBasePath(html: string): (basePath: string) => string {
  const known = new Map<string, string>();
  return (basePath) => {
    let page = known.get(basePath);
    if (page !== undefined) return page;
    page = html
      .replace(/\b(href|src)="\//g, `$1="${basePath}/`)
      .replace(/\burl\(\//g, `url(${basePath}/`)
      .replace('name="base-path" content=""', `name="base-path" content="${basePath}"`);
    if (known.size >= MAX_BASE_PATHS) known.clear();
    known.set(basePath, page);
    return page;
  };
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
