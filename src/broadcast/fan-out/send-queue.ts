import type { Cohort, Sent } from './cohort.js';
import type { Feed } from './feed.js';
import type { Message } from './message.js';
import type { Transport } from '../transports/transport.js';
import type { Batcher } from './batcher.js';

/** A frame for this client alone. It is never taken back; `from` stands at `seq` once it is read. */
interface Own {
  bytes: Buffer;
  from: Feed | null;
  seq: number;
}

/** What the outbox asks of its client. */
export interface SendQueueOwner {
  /** Enqueues some of what is waiting to begin, when all else is written. @returns whether there was any. */
  refill(): boolean;
  /** More is waiting than the client may hold. */
  overflowed(): void;
  /** Waiting changes were replaced by the latest state. */
  conflated(): void;
}

/**
 * What one client still has to be sent, in order: its own frames, then what its cohort was sent from `cursor` on. It
 * writes as long as the socket takes it. A client that falls too far behind leaves its cohort and, when its socket
 * takes again, gets one conflated change per channel instead of all that it missed.
 */
export class SendQueue {
  cursor: number;
  private queue: (Own | Sent)[] = [];
  private queuedBytes = 0;
  private full = false;
  private ended = false;
  /** Where each class stood for this client when it fell behind. */
  private behind: ReadonlyMap<Feed, number> | null = null;

  constructor(
    private readonly transport: Transport,
    private cohort: Cohort,
    private readonly batcher: Batcher,
    private readonly maxBytes: number,
    private readonly owner: SendQueueOwner,
  ) {
    this.cursor = cohort.end;
    cohort.members.add(this);
  }

  get pendingBytes(): number {
    return this.transport.pending + this.queuedBytes + (this.behind ? 0 : this.cohort.bytesSince(this.cursor));
  }

  enqueue(message: Message, from: Feed | null = null, seq = 0): void {
    this.takeFromCohort();
    this.add({ bytes: this.encode(message), from, seq });
    if (this.full && this.queuedBytes > this.maxBytes) this.owner.overflowed();
    else this.batcher.send(this);
  }

  /** Moves to another cohort; what the old one was sent until now still goes first. */
  follow(cohort: Cohort): void {
    this.takeFromCohort();
    this.detach();
    this.cohort = cohort;
    if (!this.behind) this.attach();
    if (this.transport.encoding === 'events') this.addCursor();
  }

  flush(): void {
    this.pump();
  }

  /** Writes what waits. What begins anew is written in the next turn, so that nobody waits for many snapshots of one. */
  pump(): void {
    if (this.queue.length > 0 && !this.full) this.writeQueue();
    while (!this.full && !this.behind && this.cursor < this.cohort.end) {
      const { bytes, next } = this.cohort.join(this.cursor);
      this.cursor = next;
      if (!this.transport.write(bytes)) this.fill();
    }
    if (!this.full && this.owner.refill()) this.batcher.send(this);
  }

  /** Called while the socket is full: falls behind when too much is waiting. */
  restrain(): void {
    if (this.queuedBytes + this.cohort.bytesSince(this.cursor) <= this.maxBytes / 2) return;
    const stands = new Map<Feed, number>();
    for (const item of [...this.queue, ...this.cohort.since(this.cursor)])
      if ('seq' in item && item.from) stands.set(item.from, item.seq);
      else if ('prev' in item && !stands.has(item.from)) stands.set(item.from, item.prev);
    for (const from of this.cohort.classes) if (!stands.has(from)) stands.set(from, from.last);
    this.behind = stands;
    this.detach();
    const own = this.queue.filter((item) => 'seq' in item);
    this.queue = [];
    this.queuedBytes = 0;
    for (const item of own) this.add(item);
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
    if (this.behind) this.catchUp(this.behind);
    this.pump();
  }

  private catchUp(behind: ReadonlyMap<Feed, number>): void {
    for (const from of this.cohort.classes) from.settle();
    for (const from of this.cohort.classes)
      for (const message of from.catchUp(behind.get(from) ?? from.last))
        this.add({ bytes: this.encode(message), from, seq: from.last });
    this.behind = null;
    this.attach();
    if (this.queuedBytes > this.maxBytes) this.owner.overflowed();
  }

  private writeQueue(): void {
    const parts = this.queue.map((item) => item.bytes);
    this.queue = [];
    this.queuedBytes = 0;
    if (!this.transport.writeAll(parts)) this.fill();
  }

  private fill(): void {
    this.full = true;
    this.transport.onceDrained(() => this.onDrained());
    if (!this.behind) this.cohort.lagging.add(this);
  }

  private takeFromCohort(): void {
    if (this.behind || this.cursor >= this.cohort.end) return;
    for (const item of this.cohort.since(this.cursor)) this.add(item);
    this.cursor = this.cohort.end;
  }

  private add(item: Own | Sent): void {
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

  private encode(message: Message): Buffer {
    const { encoding } = this.transport;
    if (encoding === 'text') return message.asText();
    return encoding === 'deflate' ? message.asDeflate() : message.asEvent(null);
  }

  /** An event without data moves only the position from which the browser will resume. */
  private addCursor(): void {
    this.add({ bytes: Buffer.from(`id: ${this.cohort.cursor()}\n\n`), from: null, seq: 0 });
  }
}
