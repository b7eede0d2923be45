import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { firstSegment } from './route-table.js';
import { REQUEST_ID } from './request-id.js';
import { DATA, PAGES, securityHeaders } from './security-headers.js';

/** First segments of paths that answer with data, never with a page. */
const DATA_SEGMENTS = new Set(['api', 'mcp']);

/** Headers of every response: helmet's, and the request's id. */
export class AnswerHeaders {
  private readonly flat: readonly string[];

  private constructor(
    private readonly pages: Readonly<Record<string, string>>,
    private readonly data: Readonly<Record<string, string>>,
    private readonly idOf: (request: IncomingMessage) => string,
  ) {
    this.flat = Object.entries(data).flat();
  }

  static async create(idOf: (request: IncomingMessage) => string): Promise<AnswerHeaders> {
    return new AnswerHeaders(await securityHeaders(PAGES), await securityHeaders(DATA), idOf);
  }

  /** Headers of a data response as the flat list (name, value, name, value …) that `writeHead` takes; add to it what else is sent. */
  for(request: IncomingMessage): string[] {
    const list = this.flat.slice();
    list.push(REQUEST_ID, this.idOf(request));
    return list;
  }

  addTo(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      const { pages, data } = this;
      const isData = DATA_SEGMENTS.has(firstSegment(request.url));
      void reply.headers(isData ? data : pages).header(REQUEST_ID, request.id);
      done();
    });
  }
}
