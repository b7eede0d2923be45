import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HTTP_LIMITS } from './http-limits.js';

/** Parses JSON bodies. An empty one counts as absent, because many clients send `Content-Type` with every POST. */
export function acceptEmptyBodies(app: NestFastifyApplication): void {
  const parse = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', { bodyLimit: HTTP_LIMITS.bodyLimit }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    void parse(request as never, body.toString(), done);
  });
}
