import type { Clock } from '../../clock/clock.js';
import type { BroadcastOptions } from '../broadcast-options.js';
import type { ClientSession } from './client-session.js';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';

/** How long a closed client may take to read what was sent and to answer the close. */
const CLOSE_GRACE_MS = 5_000;

/** What is known of one client's being alive. */
export class Liveness {
  private pingedAt: number | null = null;
  private taken = 0;
  private takenAt: number;
  private closedAt: number | null = null;

  constructor(
    readonly session: ClientSession,
    private readonly clock: Clock,
    readonly number: number,
  ) {
    this.takenAt = clock.wallNow();
  }

  /** A pong came. */
  alive(): void {
    this.pingedAt = null;
  }

  beat(): void {
    if (this.closedAt !== null) return;
    if (this.session.transport.ping()) this.pingedAt ??= this.clock.wallNow();
    this.session.send({ type: 'heartbeat', server_time: this.clock.wallNow() });
  }

  /** @returns why the client must be closed now; one that was closed and lingers is ended here. */
  check({ pongTimeoutMs, clientMaxAgeMs }: BroadcastOptions): CloseName | null {
    const now = this.clock.wallNow();
    const { transport } = this.session;
    if (this.closedAt !== null) {
      if (now - this.closedAt >= CLOSE_GRACE_MS) transport.destroy();
      return null;
    }
    if (transport.pending === 0 || transport.taken !== this.taken) {
      this.taken = transport.taken;
      this.takenAt = now;
    }
    const fault = this.faultOf(now, pongTimeoutMs, clientMaxAgeMs);
    if (fault || !transport.open) this.closedAt = now;
    return fault;
  }

  private faultOf(now: number, pongTimeoutMs: number, clientMaxAgeMs: number): CloseName | null {
    if (now - this.takenAt >= clientMaxAgeMs) return 'slow_consumer';
    if (this.pingedAt !== null && now - this.pingedAt >= pongTimeoutMs) return 'pong_timeout';
    return null;
  }
}
