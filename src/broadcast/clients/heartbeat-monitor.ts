import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { BroadcastOptions } from '../broadcast-options.js';
import type { ClientSession } from './client-session.js';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { Liveness } from './liveness.js';

const TICK_MS = 1000;

/** Looks after every client once a second: heartbeats, spread over their period, dead clients and stalled ones. */
@Injectable()
export class HeartbeatMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly watches = new Set<Liveness>();
  private timer: Timer | null = null;
  private ticks = 0;
  private next = 0;

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

  watch(session: ClientSession): Liveness {
    const watch = new Liveness(session, this.clock, this.next++);
    this.watches.add(watch);
    return watch;
  }

  forget(watch: Liveness): void {
    this.watches.delete(watch);
  }

  private tick(): void {
    const slots = Math.max(1, Math.round(this.options.heartbeatMs / TICK_MS));
    const slot = this.ticks++ % slots;
    for (const watch of this.watches) {
      const fault: CloseName | null = watch.check(this.options);
      if (fault) watch.session.close(fault);
      else if (watch.number % slots === slot) watch.beat();
    }
  }
}
