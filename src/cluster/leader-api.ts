import { Injectable } from '@nestjs/common';
import { FORWARDED, ForwardedPrincipals } from '../access/forwarded-principal.js';
import type { Principal } from '../access/principal.js';
import { CollectorApi, type ProxyMethod, type RemoteAnswer } from '../frontend-only/collector-api.port.js';
import { endOfRequest, readAnswer } from '../frontend-only/remote-answer.js';
import { Problem } from '../http/problems.js';
import { LogFeed } from './log-feed.js';

/** REST API of the process that leads, for the caller: it applies the caller's rights itself. */
@Injectable()
export class LeaderApi extends CollectorApi {
  override readonly label = 'The collector of the cluster';

  constructor(
    private readonly feed: LogFeed,
    private readonly principals: ForwardedPrincipals,
  ) {
    super();
  }

  override async request(
    method: ProxyMethod,
    path: string,
    principal: Principal,
    body?: object,
    left?: AbortSignal,
  ): Promise<RemoteAnswer> {
    const address = this.feed.leaderAddress;
    if (address === null)
      throw new Problem('NOT_READY', 'No collector is active; one takes over in a few seconds.', {
        'retry-after': '1',
      });
    try {
      const response = await fetch(`${address}${path}`, {
        method,
        headers: {
          [FORWARDED]: this.principals.sign(principal),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: endOfRequest(left),
        redirect: 'error',
      });
      return await readAnswer(response);
    } catch (error) {
      if (error instanceof Problem) throw error;
      const cause = (error as Error).cause;
      const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : (error as Error).name;
      throw new Problem('UPSTREAM_FAILED', `${this.label} does not answer: ${reason}`);
    }
  }
}
