import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const WITHOUT_PRINCIPAL = 'access:without-principal';

/** Marks a route that somebody unknown may call, such as the sign-in; it is rate limited all the same. */
export const WithoutPrincipal = (): MethodDecorator =>
  applyDecorators(SetMetadata(WITHOUT_PRINCIPAL, true), ApiSecurity({}));
