import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { accessRequestOf } from '../../access/authenticator.port.js';
import type { Principal } from '../../access/principal.js';
import { type ClientAddress, TrustedProxies } from '../../access/client-address.js';
import { RequestLimiter } from '../../access/request-limiter.js';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import type { AnswerHeaders } from '../../http/answer-headers.js';
import { encodingOf } from '../../http/body-encoding.js';
import { corsFor } from '../../http/cors.js';
import { authMissing, ExchangeRefusal, invalidParam, notFound, unavailable } from '../exchange-answers.js';
import { countCaller } from '../count-caller.js';
import { ExchangePrincipal } from '../exchange-principal.js';
import { MirrorStats } from '../mirror-stats.js';
import { type MirrorRequest, PathKeys } from '../path-keys.js';
import { MAX_TRANSACTION_BYTES, type SentTransaction, TRANSACTIONS, Transactions } from '../transactions.js';
import { type MirrorAnswer, ok } from './mirror-answer.js';
import { MirrorAnswers } from './mirror-answers.port.js';
import { readBody } from './request-body.js';

const API = '/api/v1/';

/** A request of the mirror's. */
interface Asked {
  readonly request: IncomingMessage;
  /** Without the path of `PUBLIC_URL` and without a key in it. */
  readonly url: string;
  readonly endpoint: string;
  readonly isTransaction: boolean;
  /** Of a transaction that may be passed on; resolves with `null` when it is too long. */
  readonly body: Promise<Buffer | null> | null;
}

/** Answers the exchange's own REST interface, before the framework sees the request. */
@Injectable()
export class MirrorRest {
  private readonly logger = new Logger(MirrorRest.name);

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly principals: ExchangePrincipal,
    private readonly limiter: RequestLimiter,
    private readonly proxies: TrustedProxies,
    private readonly answers: MirrorAnswers,
    private readonly stats: MirrorStats,
    private readonly pathKeys: PathKeys,
    private readonly transactions: Transactions,
  ) {}

  /** @param url without the path of `PUBLIC_URL` and without a key @returns whether the request is the mirror's, which then answers it */
  serve(request: IncomingMessage, response: ServerResponse, url: string, headers: AnswerHeaders): boolean {
    const found = endpointOf(request, url.split('?', 1)[0]!);
    // Below a key there is nothing but the mirror.
    const endpoint = found ?? (this.pathKeys.isIn(request) ? 'page' : null);
    if (endpoint === null) return false;
    const reply = new Reply(request, response, headers, this.config.access.corsOrigins ?? []);
    const isTransaction = request.method === 'POST' && TRANSACTIONS.has(endpoint);
    const body =
      isTransaction && !this.transactions.areRefused ? readBody(request, MAX_TRANSACTION_BYTES) : null;
    // Node discards an unread body only once the response has ended.
    if (!body) request.resume();
    if (request.method === 'OPTIONS') reply.preflight();
    else this.respond({ request, url, endpoint, isTransaction, body }, reply);
    return true;
  }

  /** Without a promise where nothing is awaited: most answers are known here, and a promise costs more than they do. */
  private respond(asked: Asked, reply: Reply): void {
    const name = this.nameOf(asked.endpoint);
    try {
      const answer = this.ask(asked, reply);
      if (answer instanceof Promise)
        answer.then(
          (later) => this.succeed(name, later, reply),
          (error: unknown) => this.fail(name, error, reply),
        );
      else this.succeed(name, answer, reply);
    } catch (error) {
      this.fail(name, error, reply);
    }
  }

  private succeed(name: string, { status, body, headers }: MirrorAnswer, reply: Reply): void {
    this.stats.answered(name, headers['x-lighter-source'] ?? 'own');
    reply.send(status, body, headers);
  }

  private fail(name: string, error: unknown, reply: Reply): void {
    const refusal = error instanceof ExchangeRefusal ? error : this.unexpected(error);
    this.stats.answered(name, 'refused');
    reply.send(refusal.status, refusal.body, refusal.headers);
  }

  private ask(asked: Asked, reply: Reply): MirrorAnswer | Promise<MirrorAnswer> {
    if (asked.endpoint === '/') return this.status();
    if (asked.endpoint === 'stream') throw invalidParam('upgrade required');
    const access = accessRequestOf(asked.request);
    const client = this.proxies.clientOf(access);
    const request = this.pathKeys.requestOf(asked.request, access, asked.url);
    const found = this.identify(request, client, asked.isTransaction);
    if (!(found instanceof Promise))
      return this.answerTo(asked, request.query, { client, principal: found }, reply);
    return found.then((principal) => this.answerTo(asked, request.query, { client, principal }, reply));
  }

  private answerTo(
    asked: Asked,
    query: URLSearchParams,
    { client, principal }: { client: ClientAddress; principal: Principal | null },
    reply: Reply,
  ): MirrorAnswer | Promise<MirrorAnswer> {
    const { request, endpoint, isTransaction } = asked;
    reply.limits = countCaller(this.limiter, principal ? { client, principal } : { client });
    if (isTransaction) return this.transact(asked, principal);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notFound();
    if (!this.answers.has(endpoint)) throw notFound();
    const mayBeUnknown = this.config.mirror.public && this.answers.isPublic(endpoint);
    if (principal === null && !mayBeUnknown) throw authMissing();
    return this.answers.answer(endpoint, { query, principal });
  }

  private async transact(
    { request, endpoint, body }: Asked,
    principal: Principal | null,
  ): Promise<MirrorAnswer> {
    const bytes = await (body ?? Buffer.alloc(0));
    if (bytes === null) throw invalidParam('body');
    const contentType = request.headers['content-type'] ?? '';
    const { status, text } = await this.transactions.send(
      { endpoint: endpoint as SentTransaction['endpoint'], body: bytes, contentType },
      principal,
    );
    return { status, body: text, headers: { 'x-lighter-source': 'upstream' } };
  }

  /** A refused credential counts for the address, to prevent guessing keys or tokens here. */
  private identify(
    request: MirrorRequest,
    client: ClientAddress,
    isForWriting: boolean,
  ): Principal | null | Promise<Principal | null> {
    const refused = (error: unknown): never => {
      countCaller(this.limiter, { client });
      throw error;
    };
    try {
      const found = this.principals.identify(request, client.bucket, null, isForWriting);
      return found instanceof Promise ? found.catch(refused) : found;
    } catch (error) {
      return refused(error);
    }
  }

  private status(): MirrorAnswer | Promise<MirrorAnswer> {
    const timestamp = Math.floor(this.clock.wallNow() / 1000);
    const answer = (id: number): MirrorAnswer =>
      ok(`{"status":200,"network_id":${id},"timestamp":${timestamp}}`, {});
    const networkId = this.answers.networkId();
    return networkId instanceof Promise ? networkId.then(answer) : answer(networkId);
  }

  /** Bounded: a metric must not have a label for each path that a client tries. */
  private nameOf(endpoint: string): string {
    const isKnown = this.answers.has(endpoint) || TRANSACTIONS.has(endpoint);
    return isKnown || endpoint === '/' ? endpoint : 'other';
  }

  private unexpected(error: unknown): ExchangeRefusal {
    this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return unavailable('the mirror failed on this question');
  }
}

/** The endpoint that a request asks for; `null` when it is none of the exchange's. */
function endpointOf({ headers, method }: IncomingMessage, path: string): string | null {
  if (path.startsWith(API)) return path.slice(API.length).replace(/^\/+/, '');
  if (path === '/stream') return 'stream';
  if (path !== '/' && path !== '/info') return null;
  const isPage = method !== 'GET' && method !== 'HEAD' ? true : /text\/html/i.test(headers.accept ?? '');
  if (isPage) return null;
  return path;
}

const NONE: readonly string[] = [];

/** One response: headers of every answer, CORS as configured, the caller's limits. */
class Reply {
  limits: Record<string, string> = {};

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly headers: AnswerHeaders,
    private readonly origins: readonly string[],
  ) {}

  preflight(): void {
    const { methods } = corsFor(this.origins);
    const asked = this.request.headers['access-control-request-headers'];
    const cors = this.cors();
    if (cors.length === 0) return this.send(404, notFound().body, {});
    const allowed = ['access-control-allow-methods', methods.join(', ')];
    if (asked !== undefined) allowed.push('access-control-allow-headers', asked);
    const list = this.headers.for(this.request);
    list.push(...cors, ...allowed);
    this.response.writeHead(204, list).end();
  }

  send(status: number, body: string, more: Readonly<Record<string, string>>): void {
    const list = this.headers.for(this.request);
    list.push(...this.cors());
    for (const headers of [this.limits, more]) for (const name in headers) list.push(name, headers[name]!);
    const bytes = Buffer.byteLength(body);
    list.push(
      'cache-control',
      'no-store',
      'content-type',
      'application/json',
      'content-length',
      String(bytes),
    );
    const shown = this.request.method === 'HEAD' ? undefined : body;
    this.response.writeHead(status, list).end(shown, encodingOf(body, bytes));
  }

  private cors(): readonly string[] {
    const { origin } = this.request.headers;
    if (origin === undefined || !this.origins.includes(origin)) return NONE;
    const exposed = [...corsFor(this.origins).exposedHeaders, 'x-lighter-source', 'x-lighter-age-ms'];
    return [
      'access-control-allow-origin',
      origin,
      'vary',
      'Origin',
      'access-control-expose-headers',
      exposed.join(', '),
    ];
  }
}
