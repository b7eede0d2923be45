import { SetMetadata } from '@nestjs/common';

export const OPEN = 'access:open';

/** Marks a route that anybody may call: health probes and the page's own files. It must tell nothing but states. */
export const Open = (): ClassDecorator & MethodDecorator => SetMetadata(OPEN, true);
