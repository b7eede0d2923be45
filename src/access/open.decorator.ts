import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const OPEN = 'access:open';

/** Marks a route that anybody may call: health probes and the page's own files. It must tell nothing but states. */
export const Open = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(OPEN, true), ApiSecurity({}));
