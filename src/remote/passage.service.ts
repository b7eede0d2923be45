import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canSee, type Principal } from '../access/principal.js';
import { Problem } from '../http/problems.js';
import { RemoteApi } from './remote-api.js';

type Json = Record<string, unknown>;

/** Answers that add accounts up: of them nothing can be left out afterwards, so they are asked of the right accounts. */
const SUMS = ['/api/history/equity', '/api/history/pnl'];

/** Answers with what the other instance answers, narrowed to the accounts that the principal sees. */
@Injectable()
export class PassageService {
  constructor(private readonly api: RemoteApi) {}

  async pass(principal: Principal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const method = request.method === 'POST' ? 'POST' : 'GET';
    const sums = SUMS.includes(request.routeOptions.url ?? '');
    const named = accountsOf(request, sums);
    for (const index of named) {
      if (!canSee(principal, index))
        throw new Problem('ACCOUNT_NOT_FOUND', `Account ${index} is not configured`);
    }
    const { accounts } = principal;
    const whole = accounts === null || named.length > 0;
    const url = sums && !whole ? ofAccounts(request, accounts) : request.url;
    const { status, contentType, text } = await this.api.ask(method, url);
    if (status === 401 || status === 403) {
      throw new Problem(
        'UPSTREAM_FAILED',
        'The instance at REMOTE_API_BASE refuses REMOTE_API_KEY for this.',
      );
    }
    const body = whole || sums ? text : narrowed(principal, contentType, text);
    void reply.status(status).header('content-type', contentType).send(body);
  }
}

/** The accounts that the request names itself, a sum also several. What it spells wrongly the other instance refuses. */
function accountsOf({ params, query }: FastifyRequest, sums: boolean): number[] {
  const { account_index, accounts } = { ...(query as Json), ...(params as Json) };
  return [account_index, sums && accounts]
    .flatMap((named) => (typeof named === 'string' ? named.split(',') : []))
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
}

function ofAccounts({ routeOptions, query }: FastifyRequest, accounts: ReadonlySet<number>): string {
  const asked = { ...(query as Record<string, string>), accounts: [...accounts].join(',') };
  return `${routeOptions.url}?${new URLSearchParams(asked).toString()}`;
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
