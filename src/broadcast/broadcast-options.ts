import type { AppConfig } from '../config/app-config.js';
import type { TrustProxy } from '../config/values/trust-proxy.js';

/** What the broadcast may spend. */
export interface BroadcastLimits {
  maxConnections: number;
  maxConnectionsPerIp: number;
  maxSubscriptions: number;
  /** Client messages a second. */
  maxMessagesPerSecond: number;
  /** A client's frame, bytes. */
  maxFrameBytes: number;
  /** Waiting for one client, bytes. */
  clientMaxBytes: number;
  /** Since a client's socket last took anything, milliseconds. */
  clientMaxAgeMs: number;
  /** Changes kept per stream for resume, and for how long (milliseconds). */
  resumeBuffer: number;
  resumeMaxAgeMs: number;
  /** From a ping to its pong, milliseconds. */
  pongTimeoutMs: number;
  /** Clients are closed within this time at SIGTERM, milliseconds. */
  drainMs: number;
  /** Whose `X-Forwarded-For` tells the client's address. */
  trustProxy: TrustProxy;
}

export class BroadcastOptions implements BroadcastLimits {
  readonly maxConnections!: number;
  readonly maxConnectionsPerIp!: number;
  readonly maxSubscriptions!: number;
  readonly maxMessagesPerSecond!: number;
  readonly maxFrameBytes!: number;
  readonly clientMaxBytes!: number;
  readonly clientMaxAgeMs!: number;
  readonly resumeBuffer!: number;
  readonly resumeMaxAgeMs!: number;
  readonly pongTimeoutMs!: number;
  readonly drainMs!: number;
  readonly trustProxy!: TrustProxy;
  /** Each client hears a ping and a `heartbeat` this often, milliseconds. */
  readonly heartbeatMs: number = 20_000;
  /** Every how many changes of a channel one carries a hash. */
  readonly hashEvery: number = 16;

  constructor(limits: BroadcastLimits & { heartbeatMs?: number; hashEvery?: number }) {
    Object.assign(this, limits);
  }

  static of({ broadcast, server, access }: AppConfig): BroadcastOptions {
    return new BroadcastOptions({
      maxConnections: broadcast.maxConnections,
      maxConnectionsPerIp: broadcast.maxConnectionsPerIp,
      maxSubscriptions: broadcast.clientMaxSubscriptions,
      maxMessagesPerSecond: broadcast.clientMaxMessagesPerSecond,
      maxFrameBytes: broadcast.clientMaxFrameBytes,
      clientMaxBytes: broadcast.clientMaxBytes,
      clientMaxAgeMs: broadcast.clientMaxAgeMs,
      resumeBuffer: broadcast.resumeBuffer,
      resumeMaxAgeMs: broadcast.resumeMaxAgeMs,
      pongTimeoutMs: broadcast.clientPongTimeoutMs,
      drainMs: server.drainMs,
      trustProxy: access.trustProxy,
    });
  }
}
