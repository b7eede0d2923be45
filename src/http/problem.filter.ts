import {
  Catch,
  HttpException,
  Logger,
  NotFoundException,
  ServiceUnavailableException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scrubber } from '../secrets/scrubber.js';
import { Problem } from './problems.js';
import { RouteTable } from './route-table.js';
import { answerUnmatched } from './static-client.js';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';

const BY_STATUS = new Map<number, ProblemCode>(
  (Object.keys(PROBLEMS) as ProblemCode[]).reverse().map((code) => [PROBLEMS[code].status, code]),
);

/** Errors after which an EventSource should reconnect. */
const RETRY_LATER: readonly ProblemCode[] = ['DRAINING', 'RATE_LIMITED', 'ENGINE_UNAVAILABLE'];

/**
 * Turns every error into an HTTP response. Unexpected errors are logged, and the client learns only that one occurred.
 * Nest throws NotFoundException where no route matches, and only Terminus throws ServiceUnavailableException, whose
 * reports of failed health checks pass unchanged.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly routes = new RouteTable()) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    if (error instanceof NotFoundException)
      return void answerUnmatched(this.routes, http.getRequest(), reply);
    if (error instanceof ServiceUnavailableException) return void reply.status(503).send(error.getResponse());
    const request = http.getRequest<FastifyRequest>();
    const problem = this.toProblem(error, request);
    if (RETRY_LATER.includes(problem.code) && request.headers.accept?.includes('text/event-stream'))
      return retryLater(reply, problem);
    void reply
      .status(problem.status)
      .headers(problem.headers)
      .type('application/json')
      .send(JSON.stringify(problem.toBody()));
  }

  private toProblem(error: unknown, { id, method, url }: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof HttpException) return fromHttp(error.getStatus(), messageOf(error));
    const status = (error as { statusCode?: unknown } | null)?.statusCode;
    if (typeof status === 'number' && status < 500) return fromHttp(status, (error as Error).message);
    const path = url.split('?', 1)[0];
    this.logger.error(`Request ${id} (${method} ${path}): ${scrubber.scrubError(error)}`);
    return new Problem(
      'INTERNAL',
      'The service failed to answer this request. Its log has the cause, under the x-request-id of this response.',
    );
  }
}

function fromHttp(status: number, message: string): Problem {
  return new Problem(BY_STATUS.get(status) ?? (status < 500 ? 'INVALID_REQUEST' : 'INTERNAL'), message);
}

function messageOf(error: HttpException): string {
  const response = error.getResponse();
  const message = typeof response === 'string' ? response : (response as { message?: unknown }).message;
  return Array.isArray(message) ? message.join('; ') : typeof message === 'string' ? message : error.message;
}

/** Answers 200 with `retry:` and the end of the stream: after any other status browsers give up on an EventSource. */
function retryLater(reply: FastifyReply, { headers }: Problem): void {
  const [, seconds = '1'] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after') ?? [];
  void reply
    .status(200)
    .headers({ 'cache-control': 'no-store', connection: 'close' })
    .type('text/event-stream; charset=utf-8')
    .send(`retry: ${Number(seconds) * 1000}\n\n`);
}
