import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import type { AnswerHeaders } from '../http/answer-headers.js';
import { PortfolioModule } from '../portfolio/portfolio.module.js';
import { FastPath } from './fast-path.service.js';

@Module({ imports: [AccountsModule, PortfolioModule], providers: [FastPath] })
export class FastPathModule {}

/** Offers each request to the fast path first, while the server accepts any. */
export function installFastPath(fastPath: FastPath, server: Server, headers: AnswerHeaders): void {
  const ordinary = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (server.listening && fastPath.serve(request, response, headers)) return;
    for (const listener of ordinary) listener.call(server, request, response);
  });
}
