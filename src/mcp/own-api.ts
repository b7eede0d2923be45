import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';
import { Problem } from '../http/problems.js';
import type { McpCaller } from './tools/tool.js';

/** Headers that describe the body, the connection or a cached copy. Every other one decides about access. */
const NOT_ABOUT_ACCESS =
  /^(?:content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|accept(?:-.*)?|if-.*|range|mcp-.*)$/;

/**
 * Reads this service's own REST API in the same process, with the credentials of the caller. So access, limits, validation
 * and FRONTEND_ONLY are those of the route, and each read counts as a request of the caller.
 */
@Injectable()
export class OwnApi {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  /** @throws Problem with the error of the route. */
  async get<T>(
    { request }: McpCaller,
    path: string,
    query: Record<string, string | undefined> = {},
  ): Promise<T> {
    const { remoteAddress } = request.raw.socket;
    // Without it the request would count as one of this machine.
    if (remoteAddress === undefined) throw new Problem('REQUEST_TIMEOUT', 'The connection was closed.');
    const kept = Object.entries(request.raw.headers).filter(([name]) => !NOT_ABOUT_ACCESS.test(name));
    const answer = await this.host.httpAdapter.getInstance().inject({
      method: 'GET',
      url: path,
      query: Object.fromEntries(
        Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      headers: Object.fromEntries(kept),
      remoteAddress,
    });
    if (answer.statusCode >= 400) throw problemOf(answer.statusCode, answer.body);
    return answer.json<T>();
  }
}

function problemOf(status: number, body: string): Problem {
  try {
    const { code, message } = JSON.parse(body) as { code?: string; message?: string };
    if (code !== undefined && Object.hasOwn(PROBLEMS, code))
      return new Problem(code as ProblemCode, String(message));
  } catch {
    // Not JSON: the status has to do.
  }
  return new Problem('INTERNAL', `The service answered ${status}.`);
}
