import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Rendered } from './rendered.js';

/** Sends what a service rendered as it is, or 304 to who has it already. */
@Injectable()
export class RenderedInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<Rendered>): Observable<unknown> {
    const http = context.switchToHttp();
    const { headers } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer) => {
        void reply.header('etag', answer.etag).header('cache-control', 'private, no-cache');
        if (answer.isKnownTo(headers['if-none-match'])) return void reply.code(304);
        void reply.type('application/json; charset=utf-8');
        return answer.body();
      }),
    );
  }
}
