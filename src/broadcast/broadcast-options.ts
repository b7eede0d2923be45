/** What the broadcast may spend; from the configuration. */
export class BroadcastOptions {
  maxConnections = 10_000;
  maxConnectionsPerIp = 100;
  maxSubscriptions = 1_000;
  /** Client messages a second. */
  maxMessagesPerSecond = 20;
  /** A client's frame, bytes. */
  maxFrameBytes = 64 * 1024;
  /** Waiting for one client, bytes. */
  clientMaxBytes = 1024 * 1024;
  /** Since a client's socket last took anything, milliseconds. */
  clientMaxAgeMs = 10_000;
  /** Changes kept per stream for resume, and for how long (milliseconds). */
  resumeBuffer = 1_000;
  resumeMaxAgeMs = 300_000;
  heartbeatMs = 20_000;
  /** From a ping to its pong, milliseconds. */
  pongTimeoutMs = 30_000;
  /** Clients are closed within this time at SIGTERM, milliseconds. */
  drainMs = 3_000;
  hashEvery = 16;

  constructor(values: Partial<BroadcastOptions> = {}) {
    Object.assign(this, values);
  }
}
