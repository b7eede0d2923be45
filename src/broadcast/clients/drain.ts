import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { BroadcastOptions } from '../broadcast-options.js';
import { RestartKeeper } from '../resume/restart-keeper.js';
import { UpgradeGate } from '../transports/upgrade-gate.js';
import type { ClientSession } from './client-session.js';
import { Hub } from './hub.js';

/** Share of the drain period in which clients are closed; in the rest they read what was sent and answer the close. */
const CLOSING_SHARE = 0.7;
const POLL_MS = 20;

/** Disconnects all clients before shutdown: a notice to each, then closes spread over time, so that they do not return at once. */
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
    const end = this.clock.monotonic() + drainMs;
    while (this.hub.sessions.size > 0 && this.clock.monotonic() < end) await this.clock.sleep(POLL_MS);
    for (const session of this.hub.sessions) session.transport.destroy();
    await this.keeper.save();
  }

  private dismiss(session: ClientSession, afterMs: number): void {
    session.notice(
      'drain',
      'The server is restarting. Reconnect and subscribe with since.',
      Math.round(afterMs) + 500,
    );
    this.clock.after(afterMs, () => session.close('drain'));
  }
}
