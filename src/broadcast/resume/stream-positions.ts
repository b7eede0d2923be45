import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Since } from 'lighter-broadcaster-protocol/frames';
import { Clock } from '../../clock/clock.js';
import { BroadcastOptions } from '../broadcast-options.js';
import { type ChannelPosition, positionsIn, selfContainedId } from './self-contained-id.js';

/** The positions that one event id stands for. */
type Checkpoint = readonly [number: number, positions: readonly ChannelPosition[]];

/** One event stream as the restart file holds it. */
export interface SavedStream {
  readonly id: string;
  readonly checkpoints: readonly Checkpoint[];
}

interface Stream {
  readonly id: string;
  checkpoints: Checkpoint[];
  /** Monotonic; `null` while the stream is open. */
  closedAt: number | null;
}

/** Event ids that can be on the wire at once: one a second, to a client that reads slowly. */
const CHECKPOINTS_PER_STREAM = 8;
/** Over all streams, at about 100 bytes each. */
const MAX_POSITIONS = 500_000;

/**
 * Positions of event streams by their event ids. An id is short for any number of channels, because browsers return
 * it in a header (`Last-Event-ID`). Kept for as long as the changes to resume with; the oldest are dropped over the limit.
 * Where a client may come back to another process, an id holds the positions itself if they are not too many.
 */
@Injectable()
export class StreamPositions {
  /** In the order of closing. */
  private readonly closed = new Map<string, Stream>();
  private readonly open = new Map<string, Stream>();
  private total = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: BroadcastOptions,
  ) {}

  /** Number of positions kept, for tests. */
  get size(): number {
    return this.total;
  }

  start(): string {
    const id = randomBytes(9).toString('base64url');
    this.open.set(id, { id, checkpoints: [], closedAt: null });
    return id;
  }

  /** @returns the event id that stands for these positions */
  add(streamId: string, positions: readonly ChannelPosition[]): string {
    const anywhere = this.options.hasSiblings ? selfContainedId(positions) : null;
    if (anywhere !== null) return anywhere;
    let stream = this.open.get(streamId);
    if (!stream) this.open.set(streamId, (stream = { id: streamId, checkpoints: [], closedAt: null }));
    const number = (stream.checkpoints.at(-1)?.[0] ?? 0) + 1;
    stream.checkpoints.push([number, positions]);
    this.total += positions.length;
    if (stream.checkpoints.length > CHECKPOINTS_PER_STREAM)
      this.total -= stream.checkpoints.shift()![1].length;
    this.evict();
    return `${streamId}.${number}`;
  }

  /** The stream ended; its client may come back. */
  close(streamId: string): void {
    const stream = this.open.get(streamId);
    this.open.delete(streamId);
    if (!stream || stream.checkpoints.length === 0) return;
    stream.closedAt = this.clock.monotonic();
    this.closed.set(streamId, stream);
    this.evict();
  }

  /** @returns `null` for an unknown or expired id; every channel then starts from a snapshot */
  find(eventId: string): Record<string, Since> | null {
    const contained = positionsIn(eventId);
    if (contained) return contained;
    this.evict();
    const at = eventId.lastIndexOf('.');
    const streamId = eventId.slice(0, at);
    const number = Number(eventId.slice(at + 1));
    const stream = this.closed.get(streamId) ?? this.open.get(streamId);
    const [, positions] = stream?.checkpoints.find(([each]) => each === number) ?? [];
    if (!positions) return null;
    return Object.fromEntries(positions.map(([channel, epoch, seq]) => [channel, { epoch, seq }]));
  }

  save(): SavedStream[] {
    return [...this.closed.values(), ...this.open.values()].map(({ id, checkpoints }) => ({
      id,
      checkpoints,
    }));
  }

  restore(streams: readonly SavedStream[]): void {
    for (const { id, checkpoints } of streams) {
      this.closed.set(id, { id, checkpoints: [...checkpoints], closedAt: this.clock.monotonic() });
      for (const [, positions] of checkpoints) this.total += positions.length;
    }
    this.evict();
  }

  private evict(): void {
    const expired = this.clock.monotonic() - this.options.resumeMaxAgeMs;
    for (const stream of this.closed.values()) {
      if (stream.closedAt! > expired && this.total <= MAX_POSITIONS) break;
      this.drop(this.closed, stream);
    }
    for (const stream of this.open.values()) {
      if (this.total <= MAX_POSITIONS) break;
      this.drop(this.open, stream);
    }
  }

  private drop(from: Map<string, Stream>, stream: Stream): void {
    from.delete(stream.id);
    for (const [, positions] of stream.checkpoints) this.total -= positions.length;
  }
}
