import { SetMetadata } from '@nestjs/common';
import type { Principal } from './principal.js';

export const REQUIRED_SCOPE = 'access:scope';

/** Narrows a route to principals of that scope; without it `read` is enough. */
export const RequireScope = (scope: Principal['scope']): ClassDecorator & MethodDecorator =>
  SetMetadata(REQUIRED_SCOPE, scope);
