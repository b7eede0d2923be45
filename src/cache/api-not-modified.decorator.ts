import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents that a route answers 304 to a client that already has the content; ages do not count as content. */
export function ApiNotModified(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of an earlier answer.',
      schema: { type: 'string', example: 'W/"*:0b5f2c1e-6a3d-4a55-9f0e-2f6a1c9d7e10:42:17"' },
    }),
    ApiResponse({ status: 304, description: 'Nothing but ages has changed since that `ETag`.' }),
  );
}
