import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { NetworkGuard } from '../../lighter/network-guard.js';
import { unavailable } from '../exchange-answers.js';
import { AccountEndpoints } from './account-endpoints.js';
import type { MirrorAnswer, MirrorEndpoint, MirrorQuestion } from './mirror-answer.js';
import { MirrorAnswers, type OF_STATE, PUBLIC_OF_STATE } from './mirror-answers.port.js';
import { isPassed, isPassedPublicly, PassedEndpoints } from './passed-endpoints.js';
import { TradesEndpoint } from './trades-endpoint.js';

/** Answers from the state of this process, else from the exchange. */
@Injectable()
export class LocalAnswers extends MirrorAnswers {
  private readonly own: ReadonlyMap<string, MirrorEndpoint>;

  constructor(
    private readonly clock: Clock,
    private readonly network: NetworkGuard,
    private readonly passed: PassedEndpoints,
    { account, accountsByL1Address, accountActiveOrders }: AccountEndpoints,
    { trades }: TradesEndpoint,
  ) {
    super();
    const own: Record<(typeof OF_STATE)[number], MirrorEndpoint> = {
      account,
      accountsByL1Address,
      accountActiveOrders,
      trades,
    };
    this.own = new Map(Object.entries(own));
  }

  override has(endpoint: string): boolean {
    return this.own.has(endpoint) || isPassed(endpoint);
  }

  override isPublic(endpoint: string): boolean {
    return PUBLIC_OF_STATE.has(endpoint) || isPassedPublicly(endpoint);
  }

  override answer(endpoint: string, question: MirrorQuestion): MirrorAnswer | Promise<MirrorAnswer> {
    const own = this.own.get(endpoint);
    return own ? own(question) : this.passed.ask(endpoint, question, this.clock.wallNow());
  }

  override networkId(): number {
    const { networkId } = this.network;
    if (networkId === null) throw unavailable('the exchange has not reported its network yet');
    return networkId;
  }
}
