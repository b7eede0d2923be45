import type { ExecutionContext } from '@nestjs/common';
import {
  ACCEPTS_TICKET,
  ALL_ACCOUNTS,
  ANONYMOUS,
  PUBLIC,
  REQUIRED_SCOPE,
  ROUTE_LIMIT,
} from './access.decorators.js';
import type { Principal } from './principal.js';

/** The access decorators of a route, read. */
export interface RoutePolicy {
  /** No guard checks it: a public route, or no HTTP route at all (sockets are checked at their upgrade). */
  readonly unguarded: boolean;
  readonly allowsAnonymous: boolean;
  readonly needsAdmin: boolean;
  readonly needsAllAccounts: boolean;
  readonly acceptsTicket: boolean;
  readonly hasRouteLimit: boolean;
}

const NOT_HTTP: RoutePolicy = {
  unguarded: true,
  allowsAnonymous: false,
  needsAdmin: false,
  needsAllAccounts: false,
  acceptsTicket: false,
  hasRouteLimit: false,
};
type Handler = ReturnType<ExecutionContext['getHandler']>;
const known = new WeakMap<ReturnType<ExecutionContext['getClass']>, Map<Handler, RoutePolicy>>();

/** Cached per route, because three guards read it at every request. */
export function policyOf(context: ExecutionContext): RoutePolicy {
  if (context.getType() !== 'http') return NOT_HTTP;
  const routes = known.get(context.getClass()) ?? new Map<Handler, RoutePolicy>();
  let policy = routes.get(context.getHandler());
  if (!policy) {
    policy = read(context);
    known.set(context.getClass(), routes.set(context.getHandler(), policy));
  }
  return policy;
}

function read(context: ExecutionContext): RoutePolicy {
  const [route, controller] = [context.getHandler(), context.getClass()];
  const declared = (key: string): unknown =>
    Reflect.getMetadata(key, route) ?? (Reflect.getMetadata(key, controller) as unknown);
  return {
    unguarded: declared(PUBLIC) === true,
    allowsAnonymous: Reflect.getMetadata(ANONYMOUS, route) === true,
    needsAdmin: (declared(REQUIRED_SCOPE) as Principal['scope'] | undefined) === 'admin',
    needsAllAccounts: declared(ALL_ACCOUNTS) === true,
    acceptsTicket: Reflect.getMetadata(ACCEPTS_TICKET, route) === true,
    hasRouteLimit: Reflect.getMetadata(ROUTE_LIMIT, route) === true,
  };
}
