import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canSee, type Principal } from '../access/principal.js';
import { Problem } from '../http/problems.js';
import { RemoteApi } from './remote-api.js';

type Json = Record<string, unknown>;

/** Answers with what the other instance answers, narrowed to the accounts that the principal sees. */
@Injectable()
export class PassageService {
  constructor(private readonly api: RemoteApi) {}

  async pass(principal: Principal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const method = request.method === 'POST' ? 'POST' : 'GET';
    const index = accountOf(request);
    if (index !== null && !canSee(principal, index)) {
      throw new Problem('ACCOUNT_NOT_FOUND', `Account ${index} is not configured`);
    }
    const { status, contentType, text } = await this.api.ask(method, request.url);
    if (status === 401 || status === 403) {
      throw new Problem(
        'UPSTREAM_FAILED',
        'The instance at REMOTE_API_BASE refuses REMOTE_API_KEY for this.',
      );
    }
    const body =
      principal.accounts === null || index !== null ? text : narrowed(principal, contentType, text);
    void reply.status(status).header('content-type', contentType).send(body);
  }
}

function accountOf({ params, query }: FastifyRequest): number | null {
  const named = (params as Json).account_index ?? (query as Json).account_index;
  return typeof named === 'string' && /^\d+$/.test(named) ? Number(named) : null;
}

/** Rows tell their account; those of others are left out, and what counts them with them. Decimals are strings there. */
function narrowed(principal: Principal, contentType: string, text: string): string {
  if (!contentType.startsWith('application/json')) {
    throw new Problem(
      'FORBIDDEN',
      'A key that sees some accounts only may read this as JSON, or for one account.',
    );
  }
  const answer = JSON.parse(text) as Json;
  for (const [part, rows] of Object.entries(answer)) {
    if (!Array.isArray(rows)) continue;
    const seen = (rows as Json[]).filter((row) => canSee(principal, Number(row.account_index ?? NaN)));
    answer[part] = seen;
    if ('count' in answer) answer.count = seen.length;
  }
  return JSON.stringify(answer);
}
