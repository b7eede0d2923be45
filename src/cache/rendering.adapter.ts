import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Rendered } from './rendered.js';

type Reply = Parameters<FastifyAdapter['reply']>[0];

/**
 * Nest's Fastify adapter, which sends a `Rendered` response as it is, or 304 to a client that already has it. Not an
 * interceptor, because its observables would cost more than the rest of the request.
 */
export class RenderingAdapter extends FastifyAdapter {
  override reply(response: Reply, body: unknown, status?: number): ReturnType<FastifyAdapter['reply']> {
    if (!(body instanceof Rendered) || !('request' in response)) return super.reply(response, body, status);
    void response.headers({ etag: body.etag, 'cache-control': 'private, no-cache' });
    if (body.isKnownTo(response.request.headers['if-none-match'])) return response.code(304).send();
    return response.type('application/json; charset=utf-8').send(body.body);
  }
}
