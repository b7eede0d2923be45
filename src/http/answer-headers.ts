import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { REQUEST_ID } from './request-id.js';
import { securityHeaders } from './security-headers.js';

/** What every answer carries: the headers of helmet and the request's id. */
export class AnswerHeaders {
  private readonly flat: readonly string[];

  private constructor(
    private readonly always: Readonly<Record<string, string>>,
    private readonly idOf: (request: IncomingMessage) => string,
  ) {
    this.flat = Object.entries(always).flat();
  }

  static async create(idOf: (request: IncomingMessage) => string): Promise<AnswerHeaders> {
    return new AnswerHeaders(await securityHeaders(), idOf);
  }

  /** These and some more: name, value, name, value …, as `writeHead` takes them. */
  for(request: IncomingMessage, more: readonly string[]): string[] {
    return [...this.flat, REQUEST_ID, this.idOf(request), ...more];
  }

  addTo(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      void reply.headers(this.always).header(REQUEST_ID, request.id);
      done();
    });
  }
}
