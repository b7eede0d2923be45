import type { ExecutionContext } from '@nestjs/common';
import { OPEN } from './open.decorator.js';
import type { Principal } from './principal.js';
import { REQUIRED_SCOPE } from './require-scope.decorator.js';
import { hasTighterLimit } from './tighter-limit.decorator.js';
import { WITHOUT_PRINCIPAL } from './without-principal.decorator.js';

/** What the decorators of a route say about access. */
export interface RoutePolicy {
  /** No guard looks at it, as it is no HTTP route or open to all. */
  readonly unguarded: boolean;
  readonly withoutPrincipal: boolean;
  readonly needsAdmin: boolean;
  readonly tighterLimit: boolean;
}

const NOT_HTTP: RoutePolicy = {
  unguarded: true,
  withoutPrincipal: false,
  needsAdmin: false,
  tighterLimit: false,
};
type Handler = ReturnType<ExecutionContext['getHandler']>;
const known = new WeakMap<ReturnType<ExecutionContext['getClass']>, Map<Handler, RoutePolicy>>();

/** Read once per route: three guards ask at every request. */
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
  const said = (key: string): unknown =>
    Reflect.getMetadata(key, route) ?? (Reflect.getMetadata(key, controller) as unknown);
  return {
    unguarded: said(OPEN) === true,
    withoutPrincipal: Reflect.getMetadata(WITHOUT_PRINCIPAL, route) === true,
    needsAdmin: (said(REQUIRED_SCOPE) as Principal['scope'] | undefined) === 'admin',
    tighterLimit: hasTighterLimit(context),
  };
}
