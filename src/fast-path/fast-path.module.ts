import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import type { AnswerHeaders } from '../http/answer-headers.js';
import { PortfolioModule } from '../portfolio/portfolio.module.js';
import { FastPath } from './fast-path.service.js';

@Module({ imports: [AccountsModule, PortfolioModule], providers: [FastPath] })
export class FastPathModule {}

/** Lets the hot reads have each request of the server first, while it accepts any. */
export function installFastPath(reads: FastPath, server: Server, headers: AnswerHeaders): void {
  const ordinary = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (server.listening && reads.serve(request, response, headers)) return;
    for (const listener of ordinary) listener.call(server, request, response);
  });
}
