import type { Socket } from 'node:net';
import { Agent, request, type buildConnector } from 'undici';
import type { Clock } from '../../clock/clock.js';
import type { ProxyAddress } from '../../config/accounts/proxy.js';
import { ProxyIds } from '../../config/accounts/proxy.js';
import { Dialer } from '../../egress/dialer.js';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Answer of a far side. */
export interface FarAnswer {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string | null;
}

/** Requests to far sides of alerts, through ALERT_PROXY_URL where it is set. Redirects are not followed. */
export class AlertHttp {
  private readonly agent: Agent;
  private readonly dialer: Dialer | null;

  constructor(proxy: ProxyAddress | null, clock: Clock) {
    this.dialer = proxy && new Dialer(new ProxyIds().identify(proxy), clock, () => undefined);
    this.agent = new Agent({
      connect: this.dialer ? connectorOver(this.dialer) : { timeout: TIMEOUT_MS },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  }

  /** @throws the error of the network, or the reason of `signal` */
  async post(
    url: string,
    headers: Record<string, string>,
    body: string | Buffer,
    signal: AbortSignal,
  ): Promise<FarAnswer> {
    return this.request('POST', url, headers, body, signal);
  }

  /** @throws as `post` */
  async get(url: string, signal: AbortSignal): Promise<FarAnswer> {
    return this.request('GET', url, {}, undefined, signal);
  }

  /** A connection through the proxy for what is no HTTP; `null` without a proxy. */
  async dial(host: string, port: number, secure: boolean): Promise<Socket | null> {
    return this.dialer && this.dialer.dial({ host, port }, secure);
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async request(
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    body: string | Buffer | undefined,
    signal: AbortSignal,
  ): Promise<FarAnswer> {
    const answer = await request(url, { method, headers, body, signal, dispatcher: this.agent });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      text,
      header: (name) => {
        const value = answer.headers[name];
        return typeof value === 'string' ? value : null;
      },
    };
  }
}

function connectorOver(dialer: Dialer): buildConnector.connector {
  return ({ hostname, port, protocol }, done) => {
    const secure = protocol === 'https:';
    const to = { host: hostname, port: Number(port || (secure ? 443 : 80)) };
    dialer.dial(to, secure).then(
      (socket) => done(null, socket),
      (error: Error) => done(error, null),
    );
  };
}
