import type { ChangeFrame, Rate, Since } from 'lighter-broadcaster-protocol/frames';
import type { Change } from '../../state/change.js';
import type { StreamedChannel } from '../feeds/channel-source.port.js';
import { Feed, type FeedContext } from './feed.js';
import type { Message } from './message.js';
import { RATE_MS, Throttle } from './throttle.js';

/** A change of this channel, or several merged into one. */
interface PendingChange {
  type: ChangeFrame['type'];
  seq: number;
  ts: Change['ts'];
  data: unknown;
}

/** Forwards the store's changes: immediately, or conflated to its rate. */
export class StreamedFeed extends Feed {
  private receivedSeq: number;
  private pending: PendingChange | null = null;
  private readonly throttle: Throttle | null;

  constructor(
    override readonly channel: StreamedChannel,
    rate: Rate,
    context: FeedContext,
  ) {
    super(channel, rate, context);
    this.lastSeq = this.receivedSeq = context.feed.positionOf(channel.stream).seq;
    const period = RATE_MS[rate];
    this.throttle =
      period === 0 ? null : new Throttle(period, context.clock, context.batcher, () => this.flushPending());
  }

  override onChange(change: Change): void {
    this.context.replays.clear(this);
    const step = change.entity === 'account' && change.uncounted ? 0 : 1;
    const follows = change.epoch === this.epoch && change.seq === this.receivedSeq + step;
    this.receivedSeq = change.seq;
    if (!follows) return this.restartFrom(change);
    const projected = this.channel.project(change);
    if (!projected) return;
    const next = { ...projected, seq: change.seq, ts: change.ts };
    if (!this.throttle || next.type === 'gap') {
      this.publishHeld(false);
      this.publish(next.type, next.seq, next.ts, next.data);
    } else this.hold(next, this.throttle);
  }

  override stop(): void {
    this.throttle?.stop();
    this.context.replays.clear(this);
  }

  protected override get hasPending(): boolean {
    return this.pending !== null;
  }

  protected override publishPending(): void {
    this.publishHeld(true);
  }

  override replay(since: Since): readonly Message[] | null {
    if (since.epoch !== this.epoch || since.seq > this.receivedSeq) return null;
    const missed = this.missedSince(since.seq);
    if (!missed) return null;
    const cached = this.context.replays.get(this, since.seq);
    if (cached) return cached;
    const messages = this.encodeReplay(since.seq, missed);
    this.context.replays.set(this, since.seq, messages);
    return messages;
  }

  override catchUp(seq: number): readonly Message[] {
    const missed = this.missedSince(seq);
    return missed ? this.encodeAll(seq, this.conflate(missed)) : [this.snapshot()];
  }

  protected override currentState(): object {
    return this.channel.state() as object;
  }

  private restartFrom(change: Change): void {
    this.pending = null;
    this.restart(change.epoch, change.seq, change.ts);
  }

  private hold(next: PendingChange, throttle: Throttle): void {
    const data = this.pending ? this.channel.merge(this.pending.data, next.data) : next.data;
    if (data === null) this.publishHeld(false);
    this.pending = { ...next, data: data ?? next.data };
    throttle.request();
  }

  /** @param current whether the pending change is all that changed the state */
  private publishHeld(current: boolean): void {
    if (!this.pending) return;
    const { type, seq, ts, data } = this.pending;
    this.pending = null;
    this.publish(type, seq, ts, data, current);
  }

  private missedSince(seq: number): PendingChange[] | null {
    if (seq <= this.context.feed.uncountedAt(this.channel.stream)) return null;
    if (seq === this.lastSeq || seq === this.receivedSeq) return [];
    const changes = this.context.log.after(this.channel.stream, seq);
    if (!changes) return null;
    return changes.flatMap((change) => {
      const projected = this.channel.project(change);
      return projected ? [{ ...projected, seq: change.seq, ts: change.ts }] : [];
    });
  }

  private conflate(changes: readonly PendingChange[]): PendingChange[] {
    const conflated: PendingChange[] = [];
    for (const next of changes) {
      const before = conflated.at(-1);
      const data =
        before?.type === 'change' && next.type === 'change'
          ? this.channel.merge(before.data, next.data)
          : null;
      if (data === null) conflated.push(next);
      else conflated[conflated.length - 1] = { ...next, data };
    }
    return conflated;
  }

  private encodeReplay(from: number, missed: readonly PendingChange[]): Message[] {
    const messages = this.encodeAll(from, missed);
    const size = messages.reduce((sum, { text }) => sum + text.length, 0);
    return size <= this.context.maxReplayBytes ? messages : this.encodeAll(from, this.conflate(missed));
  }

  private encodeAll(from: number, changes: readonly PendingChange[]): Message[] {
    let prev = from;
    return changes.map(({ type, seq, ts, data }) => {
      const message = this.encode(type, seq, prev, ts, data);
      prev = seq;
      return message;
    });
  }
}
