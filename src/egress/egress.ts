import type http from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../clock/clock.js';
import type { ProxyConfig } from '../config/accounts/proxy.js';
import type { EgressState } from 'lighter-broadcaster-protocol/operations';
import { Dialer } from './dialer.js';
import type { ProxyFault, ProxyFaultKind } from './proxy-fault.js';
import type { RateBudget } from './rate-budget.js';
import { SocketBudget } from './socket-budget.js';
import { WINDOW_MS } from './tier-limits.js';
import { dispatchRequest, type HttpAnswer } from './http-answer.js';

/** Something an operator should know of; without secrets. */
export interface EgressFault {
  kind: ProxyFaultKind | 'rate-limited';
  message: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than the rarest poll, so that no poll costs a handshake; the exchange's own hint may shorten it. */
const KEEP_ALIVE_MS = 90_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** How long a failing proxy is left alone while another one is there: doubled with each failure. */
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 300_000;

/** One way out to the exchange, through a proxy or straight: its connections, its budgets, its health. */
export class Egress {
  readonly sockets = new SocketBudget();
  private readonly dispatcher: Dispatcher;
  private readonly agents = new Map<boolean, http.Agent>();
  private readonly dialer: Dialer | null;
  private fault: ProxyFault | null = null;
  private failures = 0;
  private restUntil = 0;
  private rateLimited = 0;

  /** @param onHealth told when it fails (with what), fails differently, is silenced, or works again (`null`). */
  constructor(
    readonly id: string,
    readonly proxy: ProxyConfig | null,
    readonly budget: RateBudget,
    private readonly clock: Clock,
    private readonly onHealth: (egress: Egress, fault: EgressFault | null) => void,
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

  /** Sends a GET. @param path with its query. @throws ProxyFault, or what the network said. */
  get(
    origin: string,
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    return dispatchRequest(this.dispatcher, { origin, path, method: 'GET', headers }, signal);
  }

  /** Agent for a WebSocket to the exchange; `undefined` is straight out. Its failures are `ProxyFault`s and noted here. */
  socketAgent(secure: boolean): http.Agent | undefined {
    if (!this.dialer) return undefined;
    const agent = this.agents.get(secure) ?? this.dialer.agent(secure);
    this.agents.set(secure, agent);
    return agent;
  }

  /** The exchange said 429 by REST or on a WebSocket upgrade: nothing goes out for the time told, or a full window. */
  noteRateLimited(retryAfterMs: number | null): void {
    this.rateLimited += 1;
    const silentMs = retryAfterMs ?? WINDOW_MS;
    this.budget.block(this.clock.wallNow() + silentMs);
    this.sockets.block(this.clock.wallNow() + silentMs);
    const message = `${this.id}: the exchange counts more requests than we sent (429), silent for ${silentMs / 1000} s`;
    this.onHealth(this, { kind: 'rate-limited', message });
  }

  get healthy(): boolean {
    return this.fault === null;
  }

  /** When a failing one is worth another try; 0 while healthy. */
  get restsUntil(): number {
    return this.fault ? this.restUntil : 0;
  }

  state(accounts: readonly number[]): EgressState {
    const now = this.clock.wallNow();
    const blocked = this.budget.blockedUntil(now);
    return {
      egress_id: this.id,
      host: this.proxy?.host ?? 'direct',
      protocol: this.proxy?.protocol ?? 'direct',
      healthy: this.fault === null && blocked === null,
      fault: this.fault?.kind ?? (blocked === null ? null : 'rate-limited'),
      accounts: [...accounts],
      budget: this.budget.usage(now),
      blocked_until: blocked,
      rate_limited_count: this.rateLimited,
    };
  }

  async close(): Promise<void> {
    for (const agent of this.agents.values()) agent.destroy();
    await this.dispatcher.destroy();
  }

  private noteDial(fault: ProxyFault | null): void {
    const before = this.fault?.kind ?? null;
    this.fault = fault;
    this.failures = fault ? this.failures + 1 : 0;
    if (fault)
      this.restUntil =
        this.clock.wallNow() + Math.min(FIRST_REST_MS * 2 ** (this.failures - 1), LONGEST_REST_MS);
    if (before !== (fault?.kind ?? null)) this.onHealth(this, fault);
  }
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
