import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Rendered } from './rendered.js';

type Reply = Parameters<FastifyAdapter['reply']>[0];

/**
 * Fastify for Nest that sends what a service rendered as it is, or 304 to who has it already. Here and not in an
 * interceptor, whose observables cost more than all the rest of such an answer.
 */
export class RenderingAdapter extends FastifyAdapter {
  override reply(response: Reply, body: unknown, status?: number): ReturnType<FastifyAdapter['reply']> {
    if (!(body instanceof Rendered) || !('request' in response)) return super.reply(response, body, status);
    void response.headers({ etag: body.etag, 'cache-control': 'private, no-cache' });
    if (body.isKnownTo(response.request.headers['if-none-match'])) return response.code(304).send();
    return response.type('application/json; charset=utf-8').send(body.body);
  }
}
