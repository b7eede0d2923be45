import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import { Problem } from '../http/problems.js';
import type { ProxyMethod } from './collector-api.port.js';

/** A request to forward, reduced to values that have been validated. The caller's own path is not among them. */
export interface ProxyRequest {
  readonly principal: Principal;
  readonly method: ProxyMethod;
  /** Path pattern of the matched route, with at most one of the parameters `:account_index`, `:alert_id` and `:rule_id`. */
  readonly route: string;
  /** Value of `:account_index`. */
  readonly accountIndex: number | null;
  /** Value of `:alert_id` or `:rule_id`. */
  readonly id: string | null;
  readonly query: URLSearchParams;
}

type Request = FastifyRequest<{ Params: { account_index?: string; alert_id?: string; rule_id?: string } }> & {
  principal: Principal;
};

/** @throws Problem INVALID_REQUEST when a parameter of the path is not valid. */
export function proxyRequestOf({ principal, method, url, routeOptions, params }: Request): ProxyRequest {
  return {
    principal,
    method: method === 'HEAD' ? 'GET' : (method as ProxyMethod),
    route: routeOptions.url ?? '',
    accountIndex: indexOf(params.account_index),
    id: idOf(params.alert_id ?? params.rule_id),
    query: new URLSearchParams(/\?(.*)$/.exec(url)?.[1] ?? ''),
  };
}

function indexOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text))
    throw new Problem('INVALID_REQUEST', 'account_index must be a whole number of at most 15 digits');
  return Number(text);
}

function idOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!/^[a-z0-9-]{1,64}$/.test(text))
    throw new Problem('INVALID_REQUEST', 'The id must be up to 64 lower-case letters, digits and hyphens');
  return text;
}

export const ForProxy = createParamDecorator((_: unknown, context: ExecutionContext): ProxyRequest =>
  proxyRequestOf(context.switchToHttp().getRequest<Request>()),
);
