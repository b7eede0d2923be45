import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import { Problem } from '../http/problems.js';
import type { ProxyMethod } from './remote-api.js';

/** A request to forward, reduced to values that have been validated. The caller's own path is not among them. */
export interface ProxyRequest {
  readonly principal: Principal;
  readonly method: ProxyMethod;
  /** Path pattern of the matched route, with at most the parameter `:account_index`. */
  readonly route: string;
  /** Value of that parameter. */
  readonly accountIndex: number | null;
  readonly query: URLSearchParams;
}

type Request = FastifyRequest<{ Params: { account_index?: string } }> & { principal: Principal };

/** @throws Problem INVALID_REQUEST when the account index of the path is not a number. */
export function proxyRequestOf({ principal, method, url, routeOptions, params }: Request): ProxyRequest {
  return {
    principal,
    method: method === 'HEAD' ? 'GET' : (method as ProxyMethod),
    route: routeOptions.url ?? '',
    accountIndex: indexOf(params.account_index),
    query: new URLSearchParams(/\?(.*)$/.exec(url)?.[1] ?? ''),
  };
}

function indexOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text))
    throw new Problem('INVALID_REQUEST', 'account_index must be a whole number of at most 15 digits');
  return Number(text);
}

export const ForProxy = createParamDecorator((_: unknown, context: ExecutionContext): ProxyRequest =>
  proxyRequestOf(context.switchToHttp().getRequest<Request>()),
);
