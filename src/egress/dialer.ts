import http from 'node:http';
import { isIP, type Socket } from 'node:net';
import tls from 'node:tls';
import type { Clock } from '../clock/clock.js';
import type { ProxyConfig } from '../config/accounts/proxy.js';
import { ProxyFault, proxyFaultOf } from './proxy-fault.js';
import { openTunnel, type Destination } from './tunnel.js';

/** Time for a proxy to connect to the exchange, TLS included. */
export const DIAL_TIMEOUT_MS = 10_000;

export type DialOutcome = (fault: ProxyFault | null) => void;

/** Opens connections through one proxy for REST and WebSocket, and reports the outcome of each attempt. */
export class Dialer {
  constructor(
    private readonly proxy: ProxyConfig,
    private readonly clock: Clock,
    private readonly outcome: DialOutcome,
  ) {}

  /** @throws ProxyFault */
  async dial(to: Destination, secure: boolean): Promise<Socket> {
    const abort = new AbortController();
    const opening = this.open(to, secure, abort.signal);
    try {
      const socket = await this.inTime(opening);
      this.outcome(null);
      return socket;
    } catch (error) {
      abort.abort();
      opening.then(
        (late) => late.destroy(),
        () => undefined,
      );
      const fault = proxyFaultOf(error, this.proxy.id);
      this.outcome(fault);
      throw fault;
    }
  }

  /** For clients of Node's own `http`, such as `ws`. */
  agent(secure: boolean): http.Agent {
    return new DialingAgent(this, secure);
  }

  private async open(to: Destination, secure: boolean, signal: AbortSignal): Promise<Socket> {
    const socket = await openTunnel(this.proxy, to, signal);
    return secure ? overTls(socket, to.host, signal) : socket;
  }

  private async inTime(opening: Promise<Socket>): Promise<Socket> {
    const { promise: expired, reject } = Promise.withResolvers<never>();
    const timer = this.clock.after(DIAL_TIMEOUT_MS, () => {
      const seconds = DIAL_TIMEOUT_MS / 1000;
      reject(new ProxyFault('proxy-timeout', this.proxy.id, `did not answer within ${seconds} s`));
    });
    try {
      return await Promise.race([opening, expired]);
    } finally {
      timer.cancel();
    }
  }
}

function overTls(socket: Socket, host: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const secured = tls.connect({
      socket,
      host,
      servername: isIP(host) ? '' : host,
      ALPNProtocols: ['http/1.1'],
    });
    const onAbort = (): void => void secured.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    secured.once('error', reject);
    secured.once('secureConnect', () => {
      secured.off('error', reject);
      signal.removeEventListener('abort', onAbort);
      resolve(secured);
    });
  });
}

class DialingAgent extends http.Agent {
  /** Node checks it against the URL. */
  readonly protocol: string;
  readonly defaultPort: number;

  constructor(
    private readonly dialer: Dialer,
    private readonly secure: boolean,
  ) {
    super();
    this.protocol = secure ? 'https:' : 'http:';
    this.defaultPort = secure ? 443 : 80;
  }

  override createConnection(
    options: { host?: string | null; port?: string | number | null },
    done?: (error: Error | null, socket: Socket) => void,
  ): Socket {
    const to = { host: options.host ?? '', port: Number(options.port ?? this.defaultPort) };
    this.dialer.dial(to, this.secure).then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, undefined as never),
    );
    // Node takes the socket from the callback when none is returned; its types allow only the other form.
    return undefined as never;
  }
}
