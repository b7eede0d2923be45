import { Injectable } from '@nestjs/common';
import { ForwardedPrincipals } from '../../access/forwarded-principal.js';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import type { RemoteAnswer } from '../../frontend-only/collector-api.port.js';
import { ClusterApi, type LeaderRequest } from '../cluster-api.js';
import { Engine } from '../engine.port.js';
import { FollowedLog } from './followed-log.js';
import { combinationOf, questionFor } from './share-answers.js';

const OF_ACCOUNT = /^\/api\/accounts\/(\d+)\//;
const OF_ALERT = /^\/api\/alerts\/[^/]+\/acknowledge$/;
/** The leader of the first share keeps the subscriptions for all. */
const OF_PUSH = /^\/api\/alerts\/push(\/|$)/;

/** REST API of the leaders of several shares: of the one that follows the account in question, or of all. */
@Injectable()
export class SharesApi extends ClusterApi {
  constructor(
    log: FollowedLog,
    engine: Engine,
    principals: ForwardedPrincipals,
    config: AppConfig,
    private readonly clock: Clock,
  ) {
    super(log, engine, principals, config);
  }

  protected override askLeaders(request: LeaderRequest): Promise<RemoteAnswer> {
    const { pathname, searchParams: query } = new URL(request.path, 'http://collector');
    const account = OF_ACCOUNT.exec(pathname)?.[1] ?? query.get('account_index');
    const { leaders } = this.log;
    if (OF_PUSH.test(pathname)) return this.askLeader(leaders[0]!, request);
    if (account !== null) return this.askLeader(this.log.leaderOf(Number(account)), request);
    if (OF_ALERT.test(pathname)) return this.askInTurn(request);
    const combine = combinationOf(request.method, pathname);
    if (!combine) return this.askLeader(leaders.find((leader) => leader !== null) ?? null, request);
    return this.askAll(request, pathname, query, combine);
  }

  /** A request either reaches every share, or is refused before it reaches any. */
  private async askAll(
    request: LeaderRequest,
    pathname: string,
    query: URLSearchParams,
    combine: NonNullable<ReturnType<typeof combinationOf>>,
  ): Promise<RemoteAnswer> {
    const { leaders } = this.log;
    if (leaders.includes(null)) return this.askLeader(null, request);
    const question = { ...request, path: questionFor(pathname, query) };
    const answers = await Promise.all(leaders.map((leader) => this.askLeader(leader, question)));
    const done = answers.filter(({ status }) => status < 400);
    // Repeated after a failure half-way, a request finds nothing to do where it was done before.
    const refused = answers.filter(({ status }) => status >= 400);
    const fault =
      refused.find(({ status }) => status !== 404) ?? (done.length === 0 ? refused[0] : undefined);
    if (fault) return fault;
    const bodies = done.map(({ text }) => JSON.parse(text) as never);
    return { ...done[0]!, text: JSON.stringify(combine(bodies, query, this.clock.wallNow() / 1000)) };
  }

  /** Only the share that has the alert knows it. */
  private async askInTurn(request: LeaderRequest): Promise<RemoteAnswer> {
    const { leaders } = this.log;
    let answer = await this.askLeader(leaders[0]!, request);
    for (const leader of leaders.slice(1)) {
      if (answer.status !== 404) break;
      answer = await this.askLeader(leader, request);
    }
    return answer;
  }
}
