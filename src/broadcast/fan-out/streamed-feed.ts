import type { Change } from '../../state/change.js';
import type { StreamedChannel } from '../feeds/channel-source.port.js';
import { Feed, type FeedContext } from './feed.js';
import type { ChangeFrame, Rate, Since } from 'lighter-broadcaster-protocol/frames';
import type { Message } from './message.js';
import { Throttle } from './throttle.js';
import { RATE_MS } from './rate-periods.js';

/** A change of this channel, or several in one. */
interface Held {
  type: ChangeFrame['type'];
  seq: number;
  ts: Change['ts'];
  data: unknown;
}

/** A class that passes the store's changes on: at once, or conflated to its rate. */
export class StreamedFeed extends Feed {
  private heard: number;
  private held: Held | null = null;
  private readonly throttle: Throttle | null;
  /** Answers to resumes from the same place, until the next change: after a restart everyone asks the same. */
  private readonly replays = new Map<number, readonly Message[]>();

  constructor(
    override readonly channel: StreamedChannel,
    rate: Rate,
    context: FeedContext,
  ) {
    super(channel, rate, context);
    this.last = this.heard = context.feed.positionOf(channel.stream).seq;
    const period = RATE_MS[rate];
    this.throttle = period === 0 ? null : new Throttle(period, context.clock, context.batcher, () => this.settle());
  }

  override hear(change: Change): void {
    this.replays.clear();
    const follows = change.epoch === this.epoch && change.seq === this.heard + 1;
    this.heard = change.seq;
    if (!follows) return this.startOver(change);
    const projected = this.channel.project(change);
    if (!projected) return;
    const next = { ...projected, seq: change.seq, ts: change.ts };
    if (!this.throttle || next.type === 'gap') {
      this.release(false);
      this.give(next.type, next.seq, next.ts, next.data);
    } else this.hold(next, this.throttle);
  }

  override stop(): void {
    this.throttle?.stop();
  }

  override settle(): void {
    this.release(true);
  }

  override replay(since: Since): readonly Message[] | null {
    if (since.epoch !== this.epoch || since.seq > this.heard) return null;
    const missed = this.missedSince(since.seq);
    if (!missed) return null;
    let messages = this.replays.get(since.seq);
    if (!messages) this.replays.set(since.seq, (messages = this.encodeAll(since.seq, missed)));
    return messages;
  }

  override catchUp(seq: number): readonly Message[] {
    const missed = this.missedSince(seq);
    return missed ? this.encodeAll(seq, this.conflate(missed)) : [this.snapshot()];
  }

  protected override standing(): object {
    return this.channel.state() as object;
  }

  private startOver(change: Change): void {
    this.held = null;
    this.restart(change.epoch, change.seq, change.ts);
  }

  private hold(next: Held, throttle: Throttle): void {
    const data = this.held ? this.channel.merge(this.held.data, next.data) : next.data;
    if (data === null) this.release(false);
    this.held = { ...next, data: data ?? next.data };
    throttle.ask();
  }

  /** @param current whether what is held is all that moved the state. */
  private release(current: boolean): void {
    if (!this.held) return;
    const { type, seq, ts, data } = this.held;
    this.held = null;
    this.give(type, seq, ts, data, current);
  }

  private missedSince(seq: number): Held[] | null {
    if (seq === this.last || seq === this.heard) return [];
    const changes = this.context.log.after(this.channel.stream, seq);
    if (!changes) return null;
    return changes.flatMap((change) => {
      const projected = this.channel.project(change);
      return projected ? [{ ...projected, seq: change.seq, ts: change.ts }] : [];
    });
  }

  private conflate(changes: readonly Held[]): Held[] {
    const fewer: Held[] = [];
    for (const next of changes) {
      const before = fewer.at(-1);
      const data =
        before?.type === 'change' && next.type === 'change'
          ? this.channel.merge(before.data, next.data)
          : null;
      if (data === null) fewer.push(next);
      else fewer[fewer.length - 1] = { ...next, data };
    }
    return fewer;
  }

  private encodeAll(from: number, changes: readonly Held[]): Message[] {
    let prev = from;
    return changes.map(({ type, seq, ts, data }) => {
      const message = this.encode(type, seq, prev, ts, data);
      prev = seq;
      return message;
    });
  }
}
