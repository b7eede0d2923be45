import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { Problem, rawResponse } from './problems.js';

/** What Node's HTTP parser reports, as the errors of the API. */
const PARSER_ERRORS: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem('HEADERS_TOO_LARGE', 'The request line and headers exceed 16 KiB.'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('REQUEST_TIMEOUT', 'The request was not received within 15 s.'),
};
const MALFORMED = new Problem('INVALID_REQUEST', 'This is not a valid HTTP request.');

/** Errors that Fastify and Node answer before any route is found, in the documented shape. */
export const FRAMEWORK_ERRORS = {
  frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void => {
    const problem = new Problem('INVALID_REQUEST', error.message);
    void reply.status(problem.status).type('application/json').send(JSON.stringify(problem.toBody()));
  },
  clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const problem = PARSER_ERRORS[error.code ?? ''] ?? MALFORMED;
    if (socket.writable) socket.write(rawResponse(problem));
    socket.destroy(error);
  },
} satisfies Pick<FastifyHttpOptions<Server>, 'frameworkErrors' | 'clientErrorHandler'>;
