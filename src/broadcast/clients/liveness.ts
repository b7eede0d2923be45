import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { Clock, type Timer } from '../../clock/clock.js';
import { BroadcastOptions } from '../broadcast-options.js';
import type { ClientSession } from './client-session.js';

const TICK_MS = 1000;

/** Whether one client still answers pings and reads what it is sent. */
export class Liveness {
  private pingedAt: number | null = null;
  private lastTaken = 0;
  private takenAt: number;
  private closedAt: number | null = null;

  constructor(
    readonly session: ClientSession,
    private readonly clock: Clock,
    /** Spreads heartbeats over their period. */
    readonly number: number,
  ) {
    this.takenAt = clock.monotonic();
  }

  onPong(): void {
    this.pingedAt = null;
  }

  /** Sends a ping and a `heartbeat` frame. */
  beat(): void {
    if (this.closedAt !== null) return;
    if (this.session.transport.ping()) this.pingedAt ??= this.clock.monotonic();
    this.session.send({ type: 'heartbeat', server_time: this.clock.wallNow() });
  }

  /** Destroys the connection of a client that was closed and has not left in time. @returns why to close the client now */
  check({ pongTimeoutMs, clientMaxAgeMs, closeGraceMs }: BroadcastOptions): CloseName | null {
    const now = this.clock.monotonic();
    const { transport } = this.session;
    if (this.closedAt !== null) {
      if (now - this.closedAt >= closeGraceMs) transport.destroy();
      return null;
    }
    if (transport.pending === 0 || transport.taken !== this.lastTaken) {
      this.lastTaken = transport.taken;
      this.takenAt = now;
    }
    const fault = this.faultOf(now, pongTimeoutMs, clientMaxAgeMs);
    if (fault || !transport.open) this.closedAt = now;
    return fault;
  }

  private faultOf(now: number, pongTimeoutMs: number, clientMaxAgeMs: number): CloseName | null {
    if (now - this.takenAt >= clientMaxAgeMs || this.session.isOverfull) return 'slow_consumer';
    if (this.pingedAt !== null && now - this.pingedAt >= pongTimeoutMs) return 'pong_timeout';
    return null;
  }
}

/** Checks every client once a second: sends heartbeats, spread over their period, and closes dead or stalled clients. */
@Injectable()
export class HeartbeatMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly clients = new Set<Liveness>();
  private timer: Timer | null = null;
  private ticks = 0;
  private nextNumber = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: BroadcastOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = this.clock.every(TICK_MS, () => this.tick());
  }

  onApplicationShutdown(): void {
    this.timer?.cancel();
  }

  add(session: ClientSession): Liveness {
    const liveness = new Liveness(session, this.clock, this.nextNumber++);
    this.clients.add(liveness);
    return liveness;
  }

  remove(liveness: Liveness): void {
    this.clients.delete(liveness);
  }

  private tick(): void {
    const slots = Math.max(1, Math.round(this.options.heartbeatMs / TICK_MS));
    const slot = this.ticks++ % slots;
    for (const liveness of this.clients) {
      const fault = liveness.check(this.options);
      if (fault) liveness.session.close(fault);
      else if (liveness.number % slots === slot) liveness.beat();
    }
  }
}
