import type { Change } from '../../state/change.js';
import type { DerivedChannel } from '../feeds/channel-source.port.js';
import { Feed, type FeedContext } from './feed.js';
import type { Rate } from 'lighter-broadcaster-protocol/frames';
import type { Message } from './message.js';
import { Throttle } from './throttle.js';
import { RATE_MS } from './rate-periods.js';

/** Computing the state anew costs time that grows with the accounts, so even `live` does it at most this often. */
const DERIVE_EVERY_MS = 100;

/** A class whose state is computed from the store's; it tells the difference to what it told last. */
export class DerivedFeed extends Feed {
  private state: object;
  private latest: Change | null = null;
  private readonly throttle: Throttle;

  constructor(
    override readonly channel: DerivedChannel,
    rate: Rate,
    context: FeedContext,
  ) {
    super(channel, rate, context);
    this.last = context.feed.total;
    this.state = channel.state() as object;
    const period = Math.max(DERIVE_EVERY_MS, RATE_MS[rate]);
    this.throttle = new Throttle(period, context.clock, context.batcher, () => this.settle());
  }

  override hear(change: Change): void {
    this.latest = change;
    this.throttle.ask();
  }

  override stop(): void {
    this.throttle.stop();
  }

  override settle(): void {
    const { latest } = this;
    if (!latest) return;
    this.latest = null;
    const before = this.state;
    this.state = this.channel.state() as object;
    if (latest.epoch !== this.epoch) return this.restart(latest.epoch, latest.total, latest.ts);
    const delta = this.channel.diff(before, this.state);
    if (delta !== null) this.give('change', latest.total, latest.ts, delta);
  }

  override replay(): null {
    return null;
  }

  override catchUp(seq: number): readonly Message[] {
    return seq === this.last ? [] : [this.snapshot()];
  }

  protected override standing(): object {
    return this.state;
  }
}
