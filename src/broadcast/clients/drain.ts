import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { BroadcastOptions } from '../broadcast-options.js';
import type { ClientSession } from './client-session.js';
import { Hub } from './hub.js';
import { RestartKeeper } from '../resume/restart-keeper.js';
import { UpgradeGate } from '../transports/upgrade-gate.js';

/** The part of the drain in which clients are closed; the rest is left to them to read and to answer. */
const CLOSING_SHARE = 0.7;
const LOOK_MS = 20;

/** Sends the clients home before the end: a notice to all, then one after the other, so that they do not return at once. */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(
    private readonly hub: Hub,
    private readonly gate: UpgradeGate,
    private readonly keeper: RestartKeeper,
    private readonly clock: Clock,
    private readonly options: BroadcastOptions,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.gate.close();
    const sessions = [...this.hub.sessions];
    const { drainMs } = this.options;
    sessions.forEach((session, place) =>
      this.dismiss(session, (place / sessions.length) * drainMs * CLOSING_SHARE),
    );
    const end = this.clock.wallNow() + drainMs;
    while (this.hub.sessions.size > 0 && this.clock.wallNow() < end) await this.clock.sleep(LOOK_MS);
    for (const session of this.hub.sessions) session.transport.destroy();
    await this.keeper.save();
  }

  private dismiss(session: ClientSession, afterMs: number): void {
    session.notice(
      'drain',
      'the server restarts: reconnect and subscribe with since',
      Math.round(afterMs) + 500,
    );
    this.clock.after(afterMs, () => session.close('drain'));
  }
}
