import type { Transport } from '../transports/transport.js';
import type { Batcher } from './batcher.js';
import type { Cohort, CohortMember, PushedChange } from './cohort.js';
import type { Feed } from './feed.js';
import type { Message } from './message.js';

/** A frame for this client alone, which conflation keeps. After it the client is at `seq` of `feed`. */
interface DirectFrame {
  bytes: Buffer;
  feed: Feed | null;
  seq: number;
}

/** Event ids of an event stream; a browser sends the last one that it received when it reconnects. */
export interface EventIdSource {
  /** @returns an id for the end of the cohort, or `null` if none is due; `retry` is then called when one is */
  next(cohort: Cohort, retry: () => void): string | null;
}

/** Callbacks to the client that owns the queue. */
export interface SendQueueOwner {
  /** Called when everything is written: enqueues the next pending snapshots. @returns whether there were any */
  refill(): boolean;
  /** The queue exceeds its limit. */
  overflowed(): void;
  /** Queued changes were replaced by the latest state. */
  conflated(): void;
  /** Runs reads of the state that must fit together. */
  consistently<T>(work: () => T): T;
}

/**
 * Everything that one client has yet to receive, in order: its direct frames, then its cohort's changes from `cursor`
 * on. Writes for as long as the socket accepts more. A client that falls too far behind leaves its cohort; once its
 * socket drains, it receives one conflated change per channel instead of everything it missed.
 */
export class SendQueue implements CohortMember {
  cursor: number;
  private queue: (DirectFrame | PushedChange)[] = [];
  private queuedBytes = 0;
  private full = false;
  private ended = false;
  /** Bytes that the socket held when it became full. */
  private heldWhenFull = 0;
  /** The client's position in each feed when it fell behind. */
  private behind: ReadonlyMap<Feed, number> | null = null;

  constructor(
    private readonly transport: Transport,
    private cohort: Cohort,
    private readonly batcher: Batcher,
    private readonly maxBytes: number,
    private readonly owner: SendQueueOwner,
    private readonly eventIds: EventIdSource | null,
  ) {
    this.cursor = cohort.end;
    cohort.members.add(this);
  }

  get pendingBytes(): number {
    return (
      this.transport.pending + this.queuedBytes + (this.behind ? 0 : this.cohort.bytesSince(this.cursor))
    );
  }

  /** Whether more than `maxBytes` was added since the socket became full, by this queue or past it. */
  get isOverfull(): boolean {
    return this.full && this.transport.pending + this.queuedBytes - this.heldWhenFull > this.maxBytes;
  }

  enqueue(message: Message, feed: Feed | null = null, seq = 0): void {
    this.copyFromCohort();
    this.add({ bytes: message.encode(this.transport.encoding), feed, seq });
    if (this.isOverfull) this.owner.overflowed();
    else this.batcher.enqueue(this);
  }

  /** Moves to another cohort; changes that the old one received so far are still sent first. */
  moveTo(cohort: Cohort): void {
    this.copyFromCohort();
    this.detach();
    this.cohort = cohort;
    if (!this.behind) this.attach();
  }

  flush(): void {
    this.write();
  }

  /** Writes everything queued. New subscriptions are refilled one turn later, so that one client cannot block the others. */
  write(): void {
    if (this.queue.length > 0 && !this.full) this.writeQueue();
    while (!this.full && !this.behind && this.cursor < this.cohort.end) {
      const { bytes, next } = this.cohort.batchFrom(this.cursor);
      this.cursor = next;
      if (!this.transport.write(bytes)) this.onFull();
    }
    if (this.eventIds && !this.full && !this.behind) this.writeEventId(this.eventIds);
    this.refill();
  }

  /** Activates the next pending subscriptions if the socket accepts more. */
  refill(): void {
    if (!this.full && this.owner.refill()) this.batcher.enqueue(this);
  }

  /** Leaves the cohort and drops its changes once they exceed half of the limit. */
  conflateIfBehind(): void {
    if (this.queuedBytes + this.cohort.bytesSince(this.cursor) <= this.maxBytes / 2) return;
    const positions = new Map<Feed, number>();
    for (const item of [...this.queue, ...this.cohort.since(this.cursor)])
      if ('seq' in item && item.feed) positions.set(item.feed, item.seq);
      else if ('prev' in item && !positions.has(item.feed)) positions.set(item.feed, item.prev);
    for (const feed of this.cohort.feeds) if (!positions.has(feed)) positions.set(feed, feed.lastSeq);
    this.behind = positions;
    this.detach();
    const direct = this.queue.filter((item) => 'seq' in item);
    this.queue = [];
    this.queuedBytes = 0;
    for (const item of direct) this.add(item);
    this.owner.conflated();
  }

  /** Leaves for good. */
  end(): void {
    this.detach();
    this.queue = [];
    this.queuedBytes = 0;
    this.full = true;
    this.ended = true;
  }

  private onDrained(): void {
    if (this.ended) return;
    this.full = false;
    this.cohort.lagging.delete(this);
    const { behind } = this;
    if (behind) this.owner.consistently(() => this.catchUp(behind));
    this.write();
  }

  private catchUp(behind: ReadonlyMap<Feed, number>): void {
    for (const feed of this.cohort.feeds) feed.flushPending();
    for (const feed of this.cohort.feeds)
      for (const message of feed.catchUp(behind.get(feed) ?? feed.lastSeq))
        this.add({ bytes: message.encode(this.transport.encoding), feed, seq: feed.lastSeq });
    this.behind = null;
    this.attach();
    if (this.queuedBytes > this.maxBytes) this.owner.overflowed();
  }

  private writeQueue(): void {
    const parts = this.queue.map((item) => item.bytes);
    this.queue = [];
    this.queuedBytes = 0;
    if (!this.transport.writeAll(parts)) this.onFull();
  }

  private onFull(): void {
    this.full = true;
    this.heldWhenFull = this.transport.pending;
    this.transport.onceDrained(() => this.onDrained());
    if (!this.behind) this.cohort.lagging.add(this);
  }

  private copyFromCohort(): void {
    if (this.behind || this.cursor >= this.cohort.end) return;
    for (const item of this.cohort.since(this.cursor)) this.add(item);
    this.cursor = this.cohort.end;
  }

  private add(item: DirectFrame | PushedChange): void {
    this.queue.push(item);
    this.queuedBytes += item.bytes.length;
  }

  private attach(): void {
    this.cursor = this.cohort.end;
    this.cohort.members.add(this);
    if (this.full) this.cohort.lagging.add(this);
  }

  private detach(): void {
    this.cohort.members.delete(this);
    this.cohort.lagging.delete(this);
  }

  /** An event without data only sets the position from which the browser will resume. */
  private writeEventId(eventIds: EventIdSource): void {
    const id = eventIds.next(this.cohort, () => this.batcher.enqueue(this));
    if (id !== null && !this.transport.write(Buffer.from(`id: ${id}\n\n`))) this.onFull();
  }
}
