import { SetMetadata } from '@nestjs/common';

export const WITHOUT_PRINCIPAL = 'access:without-principal';

/** Marks a route that somebody unknown may call, such as the sign-in; it is rate limited all the same. */
export const WithoutPrincipal = (): MethodDecorator => SetMetadata(WITHOUT_PRINCIPAL, true);
