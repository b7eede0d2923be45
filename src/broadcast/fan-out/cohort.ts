import type { Feed } from './feed.js';
import type { Message } from './message.js';
import type { SendQueue } from './send-queue.js';
import { encodeCursor } from '../transports/sse/stream-cursor.js';
import type { Batcher } from './batcher.js';

export type Encoding = 'text' | 'deflate' | 'events';

/** A change on its way to a cohort. `prev` is where the class stood before it, so that the change can be taken back. */
export interface Sent {
  bytes: Buffer;
  from: Feed;
  prev: number;
  /** Bytes sent to the cohort before this one. */
  offset: number;
}

interface Joined {
  bytes: Buffer;
  next: number;
}

/** The largest single write: larger joins would only copy more before the socket can take any of it. */
const JOIN_MAX_BYTES = 256 * 1024;

/**
 * Everyone who is subscribed to the same classes in the same encoding. What they are sent is kept once, in order; each
 * member only holds how far it has got, and members at the same place write the same joined buffer.
 */
export class Cohort {
  readonly members = new Set<SendQueue>();
  /** Members whose socket is full; only they hold back what the others have taken. */
  readonly lagging = new Set<SendQueue>();
  /** Its classes by the name of their channel. */
  readonly byChannel: ReadonlyMap<string, Feed>;
  private sent: Sent[] = [];
  private first = 0;
  private total = 0;
  private readonly joins = new Map<number, Joined>();

  constructor(
    readonly classes: readonly Feed[],
    readonly encoding: Encoding,
    private readonly batcher: Batcher,
  ) {
    this.byChannel = new Map(classes.map((each) => [each.channel.name, each]));
  }

  /** Index after the last message. */
  get end(): number {
    return this.first + this.sent.length;
  }

  push(message: Message, from: Feed, prev: number): void {
    const bytes = this.encode(message);
    this.sent.push({ bytes, from, prev, offset: this.total });
    this.total += bytes.length;
    this.joins.clear();
    this.batcher.send(this);
  }

  /** The messages from `index` on, for a member that leaves or falls behind. */
  since(index: number): readonly Sent[] {
    return this.sent.slice(index - this.first);
  }

  bytesSince(index: number): number {
    return this.total - (this.sent[index - this.first]?.offset ?? this.total);
  }

  /** As much from `index` on as goes into one write. */
  join(index: number): Joined {
    let joined = this.joins.get(index);
    if (!joined) this.joins.set(index, (joined = this.build(index)));
    return joined;
  }

  /** What a member's pump adds (a subscription that begins settles its class) is for the next flush: others went before it. */
  flush(): void {
    const reached = this.end;
    for (const member of this.members) member.pump();
    for (const member of this.lagging) member.restrain();
    this.trim(reached);
  }

  /** The position of all its channels, for encodings that carry one. */
  cursor(): string {
    return encodeCursor(this.classes);
  }

  private encode(message: Message): Buffer {
    if (this.encoding === 'text') return message.asText();
    return this.encoding === 'deflate' ? message.asDeflate() : message.asEvent(this.cursor());
  }

  private build(index: number): Joined {
    const parts: Buffer[] = [];
    let size = 0;
    for (let at = index - this.first; at < this.sent.length; at++) {
      const { bytes } = this.sent[at]!;
      if (size > 0 && size + bytes.length > JOIN_MAX_BYTES) break;
      parts.push(bytes);
      size += bytes.length;
    }
    return { bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts, size), next: index + parts.length };
  }

  private trim(reached: number): void {
    let oldest = reached;
    for (const member of this.lagging) oldest = Math.min(oldest, member.cursor);
    if (oldest <= this.first) return;
    this.sent = this.sent.slice(oldest - this.first);
    this.first = oldest;
    this.joins.clear();
  }
}
