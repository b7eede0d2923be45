import type http from 'node:http';
import type { EgressState } from 'lighter-broadcaster-protocol/operations';
import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../clock/clock.js';
import type { ProxyConfig } from '../config/accounts/proxy.js';
import { Dialer } from './dialer.js';
import { dispatchRequest, MAX_ANSWER_BYTES, type HttpAnswer } from './http-answer.js';
import { ProxyFault } from './proxy-fault.js';
import type { RateBudget } from './rate-budget.js';
import { SocketBudget } from './socket-budget.js';
import { WINDOW_MS } from './tier-limits.js';
import { type EgressFault, TransportMonitor, type EgressTransport, TRANSPORTS } from './transport-monitor.js';

const CONNECT_TIMEOUT_MS = 10_000;
/**
 * Longer than the interval of the rarest poll, so that no poll costs a handshake; the exchange's keep-alive hint may
 * shorten it.
 */
const KEEP_ALIVE_MS = 90_000;
const RESTRICTED_JURISDICTION = /"code"\s*:\s*20558\b/;

/** What an egress reports: a new fault, or `null` when a transport works again. */
export type HealthListener = (
  egress: Egress,
  transport: EgressTransport | null,
  fault: EgressFault | null,
) => void;

/** One path to the exchange, through a proxy or direct: its connections, budgets and health. */
export class Egress {
  readonly sockets = new SocketBudget();
  readonly health: Readonly<Record<EgressTransport, TransportMonitor>> = {
    rest: new TransportMonitor(),
    websocket: new TransportMonitor(),
  };
  private readonly dispatcher: Dispatcher;
  private readonly agents = new Map<boolean, http.Agent>();
  private readonly dialer: Dialer | null;
  private rateLimited = 0;
  /** When each caller, an L1 address or account, was last answered 429. */
  private readonly limitedCallers = new Map<string, number>();

  /** @param onHealth called when a transport fails, fails differently, is blocked (`null`: both), or works again. */
  constructor(
    readonly id: string,
    readonly proxy: ProxyConfig | null,
    readonly budget: RateBudget,
    private readonly clock: Clock,
    private readonly onHealth: HealthListener,
  ) {
    this.dialer = proxy && new Dialer(proxy, clock, (fault) => this.noteDial(fault));
    this.dispatcher = new Agent({
      connect: this.dialer ? connector(this.dialer) : { timeout: CONNECT_TIMEOUT_MS },
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      maxResponseSize: MAX_ANSWER_BYTES,
      // The caller's own timeout runs by the clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Sends a GET; its outcome counts for the health of REST.
   * @param path with its query.
   * @throws ProxyFault, the reason of `signal`, or the network's error.
   */
  get(
    origin: string,
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    return this.send({ origin, path, method: 'GET', headers }, signal);
  }

  /** Sends a POST with this body, once; otherwise like `get`. */
  post(
    origin: string,
    path: string,
    headers: Record<string, string>,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    return this.send({ origin, path, method: 'POST', headers, body }, signal);
  }

  private async send(
    options: Dispatcher.DispatchOptions & { headers: Record<string, string> },
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const request = { ...options, headers: { ...options.headers, 'accept-encoding': 'identity' } };
    try {
      const answer = await dispatchRequest(this.dispatcher, request, signal);
      this.noteAnswer(answer);
      return answer;
    } catch (error) {
      if (!signal.aborted && !(error instanceof ProxyFault)) this.noteNoAnswer('rest');
      throw error;
    }
  }

  /** Agent for a WebSocket to the exchange; `undefined` is direct. Its failures are `ProxyFault`s and noted here. */
  socketAgent(secure: boolean): http.Agent | undefined {
    if (!this.dialer) return undefined;
    const agent = this.agents.get(secure) ?? this.dialer.agent(secure);
    this.agents.set(secure, agent);
    return agent;
  }

  /**
   * The exchange answered 429, by REST or to a WebSocket upgrade: nothing is sent for `retryAfterMs` (`null`: a full
   * window). One caller may have used up the limit of its own address; when two of them are refused, it is this IP.
   * @param caller L1 address or account that was refused.
   */
  noteRateLimited(transport: EgressTransport, retryAfterMs: number | null, caller: string): void {
    const now = this.clock.monotonic();
    const silentMs = retryAfterMs ?? WINDOW_MS;
    this.rateLimited += 1;
    // Both transports may share the IP's limit, which covers one minute; a longer wait applies only to the refused transport.
    const sharedMs = Math.min(silentMs, WINDOW_MS);
    this.budget.block(now + (transport === 'rest' ? silentMs : sharedMs));
    this.sockets.block(now + (transport === 'websocket' ? silentMs : sharedMs));
    this.limitedCallers.set(caller, now);
    const recent = [...this.limitedCallers.values()].filter((at) => now - at < WINDOW_MS).length;
    const message = `${this.id}: answered 429 although the budget was kept; waits ${silentMs / 1000} s`;
    if (recent >= 2) this.noteFault(transport, { kind: 'rate-limited', message });
    else this.onHealth(this, null, { kind: 'rate-limited', message });
  }

  /** A request or connection attempt ended without an answer; a proxy's own failures are noted elsewhere. */
  noteNoAnswer(transport: EgressTransport): void {
    this.noteFault(transport, { kind: 'no-answer', message: `${this.id}: the exchange does not answer` });
  }

  noteFault(transport: EgressTransport, fault: EgressFault): void {
    const isNew = this.health[transport].failed(fault, this.clock.monotonic());
    if (isNew) this.onHealth(this, transport, fault);
  }

  noteSuccess(transport: EgressTransport): void {
    if (this.health[transport].succeeded()) this.onHealth(this, transport, null);
  }

  /** Lifts every block and rest, at an operator's request. */
  lift(): void {
    this.budget.unblock();
    this.sockets.unblock();
    for (const transport of TRANSPORTS) this.health[transport].endRest();
    this.onHealth(this, null, null);
  }

  get healthy(): boolean {
    return TRANSPORTS.every((transport) => this.health[transport].fault === null);
  }

  state(accounts: readonly number[]): EgressState {
    const now = this.clock.monotonic();
    const blocked = later(this.budget.blockedUntil(now), this.sockets.blockedUntil(now));
    const fault = TRANSPORTS.map((transport) => this.health[transport].fault?.kind).find(Boolean) ?? null;
    return {
      egress_id: this.id,
      host: this.proxy?.host ?? 'direct',
      protocol: this.proxy?.protocol ?? 'direct',
      healthy: fault === null && blocked === null,
      fault: fault ?? (blocked === null ? null : 'rate-limited'),
      transports: {
        rest: this.transportState('rest', now),
        websocket: this.transportState('websocket', now),
      },
      accounts: [...accounts],
      budget: this.budget.usage(now),
      blocked_until: this.shown(blocked, now),
      rate_limited_count: this.rateLimited,
    };
  }

  async close(): Promise<void> {
    for (const agent of this.agents.values()) agent.destroy();
    await this.dispatcher.destroy();
  }

  private transportState(
    transport: EgressTransport,
    now: number,
  ): EgressState['transports'][EgressTransport] {
    const { fault, restsUntil } = this.health[transport];
    return {
      healthy: fault === null,
      fault: fault?.kind ?? null,
      rests_until: this.shown(restsUntil > now ? restsUntil : null, now),
    };
  }

  /** A monotonic time as epoch ms, to the second, so that it does not change with every report. */
  private shown(at: number | null, now: number): number | null {
    return at === null ? null : Math.round((this.clock.wallNow() + at - now) / 1000) * 1000;
  }

  private noteAnswer({ status, text }: HttpAnswer): void {
    if (status === 429) return; // Judged by the caller, who knows whose request it was.
    const isJson = text.trimStart().startsWith('{');
    if (status === 403 && !isJson)
      return this.noteFault('rest', { kind: 'cdn-blocked', message: `${this.id}: REST is blocked with 403` });
    if (status >= 400 && RESTRICTED_JURISDICTION.test(text.slice(0, 512)))
      return this.noteFault('rest', {
        kind: 'geo-blocked',
        message: `${this.id}: REST is refused from a restricted jurisdiction`,
      });
    if (isJson) this.noteSuccess('rest');
  }

  /** Both transports need the proxy; a dial that works says nothing of blocks beyond it. */
  private noteDial(fault: ProxyFault | null): void {
    const now = this.clock.monotonic();
    const changes = TRANSPORTS.map((transport) => {
      const health = this.health[transport];
      if (fault) return health.failed({ kind: fault.kind, message: fault.message }, now);
      return health.fault?.kind.startsWith('proxy-') === true && health.succeeded();
    });
    if (changes.includes(true)) this.onHealth(this, null, fault);
  }
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function connector(dialer: Dialer): NonNullable<Agent.Options['connect']> {
  return (options, done) => {
    const secure = options.protocol === 'https:';
    const host = options.hostname.replace(/^\[|\]$/g, '');
    dialer.dial({ host, port: Number(options.port) || (secure ? 443 : 80) }, secure).then(
      (socket) => done(null, socket),
      (error: Error) => done(error, null),
    );
  };
}
