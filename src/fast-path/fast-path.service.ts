import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { accessRequestOf } from '../access/authenticator.port.js';
import { RequestLimiter } from '../access/request-limiter.js';
import { RouteAuth } from '../access/route-auth.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Principal } from '../access/principal.js';
import type { Rendered } from '../cache/rendered.js';
import { PortfolioService } from '../portfolio/portfolio.service.js';
import type { AnswerHeaders } from '../http/answer-headers.js';

const ACCOUNT = /^\/api\/accounts\/(\d{1,15})$/;

/**
 * Answers the two busiest reads before the framework sees them, with the same authentication, rate limit and bytes as
 * their controllers. The framework's promises, hooks and contexts would cost several times as much. Only plain requests
 * that succeed are answered here. The framework handles everything else (no key, a refusal, a cross-origin request, an
 * unknown account) and reports what is wrong.
 */
@Injectable()
export class FastPath {
  constructor(
    private readonly auth: RouteAuth,
    private readonly limiter: RequestLimiter,
    private readonly accounts: AccountsService,
    private readonly portfolio: PortfolioService,
  ) {}

  /** @returns whether the request was answered. */
  serve(request: IncomingMessage, response: ServerResponse, headers: AnswerHeaders): boolean {
    const { method, url = '/', headers: asked } = request;
    if (method !== 'GET' || asked.origin !== undefined || asked.expect !== undefined) return false;
    const index = url === '/api/portfolio' ? null : ACCOUNT.exec(url)?.[1];
    if (index === undefined) return false;
    try {
      const caller = this.auth.identify(accessRequestOf(request));
      if (!caller.principal) return false;
      const answer = this.read(caller.principal, index);
      const list = headers.for(request);
      for (const [name, value] of Object.entries(this.limiter.count(caller))) list.push(name, value);
      send(response, answer, asked['if-none-match'], list);
      return true;
    } catch {
      // The framework meets the same error and answers it.
      return false;
    }
  }

  private read(principal: Principal, index: string | null): Rendered {
    return index === null ? this.portfolio.read(principal) : this.accounts.one(principal, Number(index));
  }
}

function send(
  response: ServerResponse,
  answer: Rendered,
  known: string | undefined,
  headers: string[],
): void {
  headers.push('etag', answer.etag, 'cache-control', 'private, no-cache');
  if (answer.isKnownTo(known)) return void response.writeHead(304, headers).end();
  const length = String(answer.byteLength);
  headers.push('content-type', 'application/json; charset=utf-8', 'content-length', length);
  response.writeHead(200, headers).end(answer.body, answer.encoding);
}
