import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';

/** What somebody asks of the other instance. */
export interface Asked {
  readonly principal: Principal;
  readonly method: 'GET' | 'POST';
  /** Path and query as they came. */
  readonly url: string;
  /** Pattern of the route, however the path was spelled. */
  readonly route: string;
  readonly query: URLSearchParams;
  /** Accounts that path and query name; what is spelled wrongly the other instance refuses. */
  readonly named: readonly number[];
}

type Request = FastifyRequest<{ Params: { account_index?: string } }> & { principal: Principal };

export const AskedOfRemote = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const { principal, method, url, routeOptions, params } = context.switchToHttp().getRequest<Request>();
  const query = new URL(url, 'http://here').searchParams;
  const named = [params.account_index, ...query.getAll('account_index'), ...query.getAll('accounts')]
    .flatMap((text) => text?.split(',') ?? [])
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
  const route = routeOptions.url ?? '';
  return { principal, method: method === 'POST' ? 'POST' : 'GET', url, route, query, named };
});
