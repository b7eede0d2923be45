import { Injectable } from '@nestjs/common';
import { isPublic, type Principal, viewKey } from '../../access/principal.js';
import {
  authMissing,
  badGateway,
  type ExchangeRefusal,
  noCredential,
  unavailable,
} from '../exchange-answers.js';
import { type MirrorAnswer, type MirrorQuestion, ok } from '../rest/mirror-answer.js';
import { MirrorAnswers, OF_STATE, PUBLIC_OF_STATE } from '../rest/mirror-answers.port.js';
import { QuestionedAccounts } from '../rest/questioned-accounts.js';
import { oneOf, requiredText } from '../rest/parameters.js';
import { isPassed, isPassedForAccount, isPassedPublicly, paramsOf } from '../rest/passed-endpoints.js';
import { MirrorHome } from './mirror-home.port.js';

const TIMEOUT_MS = 20_000;
/** Of the collecting instance's answer, what its own clients get. */
const HEADERS = ['x-lighter-source', 'x-lighter-age-ms', 'retry-after'];
/** A caller of public data without a credential. */
const NOBODY: Principal = { name: 'public', scope: 'read', accounts: null, rate: null };

/** Questions about the same with the same rights, while one of them is on its way. */
interface Flight {
  readonly answer: Promise<MirrorAnswer>;
  /** Asked after this one left, whose answer may be older than what their clients have seen. */
  next: Promise<MirrorAnswer> | null;
}

/** Answers of the collecting instance's mirror. */
@Injectable()
export class CollectorAnswers extends MirrorAnswers {
  private readonly flights = new Map<string, Flight>();
  private network: number | null = null;

  constructor(
    private readonly home: MirrorHome,
    private readonly accounts: QuestionedAccounts,
  ) {
    super();
  }

  override has(endpoint: string): boolean {
    return OF_STATE.some((known) => known === endpoint) || isPassed(endpoint);
  }

  override isPublic(endpoint: string): boolean {
    return PUBLIC_OF_STATE.has(endpoint) || isPassedPublicly(endpoint);
  }

  override answer(endpoint: string, question: MirrorQuestion): Promise<MirrorAnswer> {
    const query = new URLSearchParams(paramsOf(question.query)).toString();
    this.checkAccounts(endpoint, question);
    const principal = question.principal ?? NOBODY;
    const path = endpoint.startsWith('/') ? endpoint : `/api/v1/${endpoint}`;
    return this.shared(query === '' ? path : `${path}?${query}`, principal);
  }

  override networkId(): number | Promise<number> {
    return this.network ?? this.askNetwork();
  }

  /** @throws ExchangeRefusal 21100: the collecting instance checks it too, but this side does not rely on that */
  private checkAccounts(endpoint: string, question: MirrorQuestion): void {
    const { query } = question;
    if (endpoint === 'accountsByL1Address')
      return this.accounts.requireAddress(question, requiredText(query, 'l1_address'));
    if (endpoint === 'account' && oneOf(query, 'by', ['index', 'l1_address']) === 'l1_address')
      return this.accounts.requireAddress(question, requiredText(query, 'value'));
    if (OF_STATE.some((known) => known === endpoint) || isPassedForAccount(endpoint))
      this.accounts.in(question);
  }

  private shared(path: string, principal: Principal): Promise<MirrorAnswer> {
    const key = JSON.stringify([path, viewKey(principal), principal.scope, isPublic(principal)]);
    const flight = this.flights.get(key);
    if (!flight) return this.begin(key, path, principal);
    const later = (): Promise<MirrorAnswer> => this.begin(key, path, principal);
    return (flight.next ??= flight.answer.then(later, later));
  }

  private begin(key: string, path: string, principal: Principal): Promise<MirrorAnswer> {
    const flight: Flight = { answer: this.ask(path, principal), next: null };
    this.flights.set(key, flight);
    const landed = (): void => {
      if (this.flights.get(key) === flight && !flight.next) this.flights.delete(key);
    };
    flight.answer.then(landed, landed);
    return flight.answer;
  }

  private async ask(path: string, principal: Principal): Promise<MirrorAnswer> {
    const response = await this.fetch(path, principal);
    const body = await response.text().catch(() => {
      throw outOfReach();
    });
    const refusal = refusalOfThisInstance(response.status, body);
    if (refusal) throw refusal;
    const headers: Record<string, string> = {};
    for (const name of HEADERS) {
      const value = response.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    return { ...ok(body, headers), status: response.status };
  }

  private async askNetwork(): Promise<number> {
    const { body } = await this.ask('/', NOBODY);
    const { network_id } = JSON.parse(body) as { network_id?: unknown };
    if (typeof network_id !== 'number') throw unavailable('the network is not known yet');
    return (this.network = network_id);
  }

  private async fetch(path: string, principal: Principal): Promise<Response> {
    try {
      return await fetch(this.home.base + path, {
        headers: { ...this.home.headersFor(principal), accept: 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
      });
    } catch {
      throw outOfReach();
    }
  }
}

/** The collecting instance refuses this one, which is no fault of the caller; `null` for an answer to the caller. */
export function refusalOfThisInstance(status: number, body: string): ExchangeRefusal | null {
  if (body === authMissing().body || (status === 401 && body !== noCredential().body))
    return badGateway('the collecting instance refuses the key of this one');
  if (status >= 400 && !/^\{"code":\d+,/.test(body))
    return status === 503
      ? unavailable('the collecting instance is not ready')
      : badGateway('the collecting instance has no mirror');
  return null;
}

function outOfReach(): ExchangeRefusal {
  return unavailable('the collecting instance is out of reach');
}
