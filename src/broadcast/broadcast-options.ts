import type { AppConfig } from '../config/app-config.js';

/** Limits of the broadcast. */
export interface BroadcastLimits {
  maxConnections: number;
  maxConnectionsPerIp: number;
  maxSubscriptions: number;
  /** Client messages per second. */
  maxMessagesPerSecond: number;
  /** Size of a client's frame, bytes. */
  maxFrameBytes: number;
  /** Bytes pending for one client. */
  clientMaxBytes: number;
  /** Time since a client's socket last took bytes, milliseconds. */
  clientMaxAgeMs: number;
  /** Changes kept per stream for resume, and for how long (milliseconds). */
  resumeBuffer: number;
  resumeMaxAgeMs: number;
  /** From a ping to its pong, milliseconds. */
  pongTimeoutMs: number;
  /** Period over which clients are closed at SIGTERM, milliseconds. */
  drainMs: number;
  /** Other processes of the service know the same positions, so clients may resume there. */
  hasSiblings: boolean;
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
  readonly hasSiblings!: boolean;
  /** Period of the ping and `heartbeat` frame to each client, milliseconds. */
  readonly heartbeatMs: number = 20_000;
  /** Attach a hash to every Nth change of a channel. */
  readonly hashEvery: number = 16;
  /** Time for a closed or refused client to read what was sent and to leave, milliseconds. */
  readonly closeGraceMs: number = 5_000;

  constructor(limits: BroadcastLimits & { heartbeatMs?: number; hashEvery?: number; closeGraceMs?: number }) {
    Object.assign(this, limits);
  }

  static of({ broadcast, server, cluster }: AppConfig): BroadcastOptions {
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
      hasSiblings: cluster.shared,
    });
  }
}
