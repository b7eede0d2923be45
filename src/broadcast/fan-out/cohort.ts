import type { ChannelPosition } from '../resume/self-contained-id.js';
import type { Batcher } from './batcher.js';
import type { Feed, FeedAudience } from './feed.js';
import type { Encoding, Message } from './message.js';

/** A change that was pushed to a cohort. `prev` is the feed's position before it, so that the change can be undone. */
export interface PushedChange {
  bytes: Buffer;
  feed: Feed;
  prev: number;
  /** Bytes pushed to the cohort before this one. */
  offset: number;
}

export interface CohortMember {
  /** Index of the first change that this member has not written. */
  readonly cursor: number;
  write(): void;
  /** Called while the member's socket is full. */
  conflateIfBehind(): void;
}

interface Batch {
  bytes: Buffer;
  next: number;
}

/** The largest single write: a larger buffer only copies more before the socket can take any of it. */
const BATCH_MAX_BYTES = 256 * 1024;

/**
 * A fan-out group: all clients with the same feeds and the same encoding. What they receive is stored once, in order.
 * Each member has a cursor, and members at the same cursor write the same concatenated buffer.
 */
export class Cohort implements FeedAudience {
  readonly members = new Set<CohortMember>();
  /** Members whose socket is full; only they keep changes that all others have written. */
  readonly lagging = new Set<CohortMember>();
  /** Its feeds by channel name. */
  readonly byChannel: ReadonlyMap<string, Feed>;
  private pushed: PushedChange[] = [];
  private first = 0;
  private total = 0;
  private readonly batches = new Map<number, Batch>();
  private position: { end: number; channels: readonly ChannelPosition[] } | null = null;

  constructor(
    readonly feeds: readonly Feed[],
    readonly encoding: Encoding,
    private readonly batcher: Batcher,
  ) {
    this.byChannel = new Map(feeds.map((feed) => [feed.channel.name, feed]));
  }

  /** Index after the last change. */
  get end(): number {
    return this.first + this.pushed.length;
  }

  push(message: Message, feed: Feed, prev: number): void {
    const bytes = message.encode(this.encoding);
    this.pushed.push({ bytes, feed, prev, offset: this.total });
    this.total += bytes.length;
    this.batches.clear();
    this.batcher.enqueue(this);
  }

  /** The changes from `index` on, for a member that leaves or falls behind. */
  since(index: number): readonly PushedChange[] {
    return this.pushed.slice(index - this.first);
  }

  bytesSince(index: number): number {
    return this.total - (this.pushed[index - this.first]?.offset ?? this.total);
  }

  /** As many changes from `index` on as fit into one write. */
  batchFrom(index: number): Batch {
    let batch = this.batches.get(index);
    if (!batch) this.batches.set(index, (batch = this.concat(index)));
    return batch;
  }

  /** Changes that are pushed while members write wait for the next flush. */
  flush(): void {
    const reached = this.end;
    for (const member of this.members) member.write();
    for (const member of this.lagging) member.conflateIfBehind();
    this.trim(reached);
  }

  /** The position of every channel at `end`; members at one position share the list. */
  positions(): readonly ChannelPosition[] {
    if (this.position?.end !== this.end) {
      const channels = this.feeds.map(({ channel, epoch, lastSeq }): ChannelPosition => [
        channel.name,
        epoch,
        lastSeq,
      ]);
      this.position = { end: this.end, channels };
    }
    return this.position.channels;
  }

  private concat(index: number): Batch {
    const parts: Buffer[] = [];
    let size = 0;
    for (let at = index - this.first; at < this.pushed.length; at++) {
      const { bytes } = this.pushed[at]!;
      if (size > 0 && size + bytes.length > BATCH_MAX_BYTES) break;
      parts.push(bytes);
      size += bytes.length;
    }
    return { bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts, size), next: index + parts.length };
  }

  private trim(reached: number): void {
    let oldest = reached;
    for (const member of this.lagging) oldest = Math.min(oldest, member.cursor);
    if (oldest <= this.first) return;
    this.pushed = this.pushed.slice(oldest - this.first);
    this.first = oldest;
    this.batches.clear();
  }
}
