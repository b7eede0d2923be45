import type { Rate } from 'lighter-broadcaster-protocol/frames';
import type { Change } from '../../state/change.js';
import type { DerivedChannel } from '../feeds/channel-source.port.js';
import { Feed, type FeedContext } from './feed.js';
import type { Message } from './message.js';
import { RATE_MS, Throttle } from './throttle.js';

/** Recomputing the state takes time proportional to the number of accounts, so even `live` is limited to this period. */
const DERIVE_EVERY_MS = 100;

/** Computes its state from the store's and publishes the difference to the state it published last. */
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
    this.lastSeq = context.feed.total;
    this.state = channel.state() as object;
    const period = Math.max(DERIVE_EVERY_MS, RATE_MS[rate]);
    this.throttle = new Throttle(period, context.clock, context.batcher, () => this.flushPending());
  }

  override onChange(change: Change): void {
    this.latest = change;
    this.throttle.request();
  }

  override stop(): void {
    this.throttle.stop();
  }

  protected override get hasPending(): boolean {
    return this.latest !== null;
  }

  protected override publishPending(): void {
    const { latest } = this;
    if (!latest) return;
    this.latest = null;
    const before = this.state;
    this.state = this.channel.state() as object;
    if (latest.epoch !== this.epoch) return this.restart(latest.epoch, latest.total, latest.ts);
    const delta = this.channel.diff(before, this.state);
    if (delta !== null) this.publish('change', latest.total, latest.ts, delta);
  }

  override replay(): null {
    return null;
  }

  override catchUp(seq: number): readonly Message[] {
    return seq === this.lastSeq ? [] : [this.snapshot()];
  }

  protected override currentState(): object {
    return this.state;
  }
}
