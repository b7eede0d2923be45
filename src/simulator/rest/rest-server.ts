import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../clock/clock.js';
import { SimulatedError, invalidParam, restricted, tooManyRequests } from '../simulated-error.js';
import { answerOf, emptied, encoded, looped, truncate, type RestEffect } from '../faults/rest-effects.js';
import type { OnLift } from '../faults/fault-list.js';
import type { FaultScript } from '../faults/fault-script.js';
import type { ExchangeLimiter } from '../limits/exchange-limiter.js';
import type { RequestLog } from './request-log.js';
import { accountOf, readForm, readRequest, type RestRequest } from './rest-request.js';
import { route } from './router.js';
import { isTransaction } from './transaction-endpoints.js';
import { LaggingContext, type EndpointContext } from './endpoint-context.js';

interface Call {
  request: RestRequest;
  response: ServerResponse;
  /** Holds the answer up. */
  hold?: (send: () => void) => void;
}

/** The REST side: applies limits, then faults, then the endpoint, and logs every answer. */
export class RestServer {
  /** Counts the answers under faults with several lags or delays, which take turns. */
  private turns = 0;
  private readonly logger = new Logger(RestServer.name);

  constructor(
    private readonly clock: Clock,
    private readonly context: EndpointContext,
    private readonly limiter: ExchangeLimiter,
    private readonly faults: FaultScript,
    readonly log: RequestLog,
  ) {}

  /** An HTTP server with this handler; it does not listen yet. */
  create(): Server {
    return createServer(
      { keepAliveTimeout: 65_000 },
      (request, response) => void this.serve(request, response),
    );
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = readRequest(incoming);
    const call = { request, response };
    try {
      if (request.path === '/stream') throw this.reasonAgainstUpgrade(incoming);
      const body = request.method === 'POST' ? await readForm(incoming, request.query) : null;
      this.admit(request);
      if (body && isTransaction(request)) this.noteTransaction(incoming, request, body);
      const struck = this.faults.restFaults.strike(request);
      if (struck) this.suffer(call, struck.effect, struck.onLift);
      else this.answer(call);
    } catch (error) {
      this.refuse(call, error);
    }
  }

  private answer(call: Call, effect?: RestEffect): void {
    const { request } = call;
    try {
      const rendered = route(request)(this.contextUnder(effect), request);
      const { endpoint: source } = request;
      const account = accountOf(request);
      const body = this.faults.rows.apply(rendered, { via: 'rest', account, source, phase: null });
      this.sendAltered(call, body, effect);
    } catch (error) {
      this.refuse(call, error);
    }
  }

  private contextUnder(effect: RestEffect | undefined): EndpointContext {
    if (typeof effect !== 'object' || !('lagMs' in effect)) return this.context;
    return new LaggingContext(this.context, this.inTurn(effect.lagMs));
  }

  private inTurn(given: number | readonly number[]): number {
    this.turns += 1;
    return typeof given === 'number' ? given : (given[this.turns % given.length] ?? 0);
  }

  private sendAltered(call: Call, body: string, effect: RestEffect | undefined): void {
    if (effect === 'empty') return this.send(call, 200, emptied(body));
    if (effect === 'loop') return this.send(call, 200, looped(body, call.request.query.get('cursor')));
    if (typeof effect !== 'object' || !('coding' in effect)) return this.send(call, 200, body);
    const { body: bytes, headers } = encoded(body, effect);
    this.send(call, 200, bytes, headers);
  }

  /** Before faults: the exchange may have taken a transaction that it never confirms. */
  private noteTransaction({ headers }: IncomingMessage, { endpoint }: RestRequest, body: Buffer): void {
    this.log.transactions.push({ endpoint, contentType: headers['content-type'], body });
  }

  private admit(request: RestRequest): void {
    const { endpoint, ip } = request;
    if (!this.limiter.admitRequest(endpoint, ip, this.l1AddressOf(request))) throw tooManyRequests();
  }

  private suffer(call: Call, effect: RestEffect, onLift: OnLift): void {
    const answer = answerOf(effect);
    if (answer) return this.send(call, answer.status, answer.body, answer.headers);
    if (effect === 'stall') {
      this.record(call.request, 0);
      return void onLift(() => call.response.socket?.destroy());
    }
    if (typeof effect === 'object' && 'delayMs' in effect) {
      const delayMs = this.inTurn(effect.delayMs);
      const hold = (send: () => void): void => this.holdUp(delayMs, onLift, send);
      return this.answer(delayMs === 0 ? call : { ...call, hold });
    }
    if (effect !== 'truncated' && effect !== 'drop') return this.answer(call, effect);
    this.record(call.request, 0);
    if (effect === 'truncated') truncate(call.response);
    else call.response.socket?.destroy();
  }

  /** Sends after this time, or when the fault ends. */
  private holdUp(delayMs: number, onLift: OnLift, send: () => void): void {
    const release = (): void => {
      timer.cancel();
      forget();
      send();
    };
    const timer = this.clock.after(delayMs, release);
    const forget = onLift(release);
  }

  private refuse(call: Call, error: unknown): void {
    const known =
      error instanceof SimulatedError ? error : new SimulatedError(500, 29500, 'internal server error');
    const gone = call.response.destroyed;
    if (!(error instanceof SimulatedError) && !gone) this.logger.error(error);
    this.send(call, known.http, known.body);
  }

  private send(call: Call, status: number, body: string | Buffer, headers = {}): void {
    const { request, response, hold } = call;
    const length = Buffer.byteLength(body);
    const date = new Date(this.clock.wallNow()).toUTCString();
    const head = { 'content-type': 'application/json', 'content-length': length, date, ...headers };
    const write = (): void => {
      this.record(request, response.destroyed ? 0 : status);
      response.writeHead(status, head);
      response.end(body);
    };
    if (hold) hold(write);
    else write();
  }

  /** A plain GET of the stream's address returns the reason an upgrade would be refused. */
  private reasonAgainstUpgrade(incoming: IncomingMessage): SimulatedError {
    const effect = this.faults.ws.upgradeFaults.peek(incoming);
    return effect === 'geo-block' ? restricted() : invalidParam('upgrade required');
  }

  private record(request: RestRequest, status: number): void {
    const { ip, method, path, endpoint, auth } = request;
    const account = accountOf(request);
    const kind = auth === undefined ? 'none' : auth.startsWith('ro:') ? 'read-only' : 'signed';
    this.log.add({ at: this.clock.wallNow(), ip, method, path, endpoint, account, status, auth: kind });
  }

  private l1AddressOf(request: RestRequest): string | undefined {
    const index = accountOf(request);
    const { venue } = this.context.exchange;
    return index !== null && venue.has(index) ? venue.account(index).l1Address : undefined;
  }
}
