import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { LogWriter } from './log-writer.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Answers a request that may change something once the change is in the log: the next leader knows it then. */
@Injectable()
export class StoredWrites implements NestInterceptor {
  constructor(private readonly writer: LogWriter) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (READING.has(method)) return next.handle();
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        await this.writer.stored();
        return answer;
      }),
    );
  }
}
