import type { Message } from './message.js';

interface Replay {
  readonly feed: object;
  readonly seq: number;
  readonly messages: readonly Message[];
  readonly bytes: number;
}

/** After a restart all clients resume from a few positions. */
const MAX_REPLAYS = 256;
const MAX_BYTES = 32 * 1024 * 1024;
/** A message keeps its text and, once sent, the same bytes with a header. */
const BYTES_PER_CHARACTER = 2;

/**
 * Encoded answers to resumes, until the next change of their feed: clients that resume from the same position share
 * them. Bounded in count and bytes over all feeds; the oldest is dropped first.
 */
export class ReplayCache {
  private readonly byFeed = new Map<object, Map<number, Replay>>();
  private readonly oldestFirst = new Set<Replay>();
  private bytes = 0;

  get(feed: object, seq: number): readonly Message[] | undefined {
    return this.byFeed.get(feed)?.get(seq)?.messages;
  }

  set(feed: object, seq: number, messages: readonly Message[]): void {
    const bytes = messages.reduce((sum, { text }) => sum + text.length * BYTES_PER_CHARACTER, 0);
    if (bytes > MAX_BYTES) return;
    const replay = { feed, seq, messages, bytes };
    let replays = this.byFeed.get(feed);
    if (!replays) this.byFeed.set(feed, (replays = new Map<number, Replay>()));
    replays.set(seq, replay);
    this.oldestFirst.add(replay);
    this.bytes += bytes;
    for (const oldest of this.oldestFirst) {
      if (this.bytes <= MAX_BYTES && this.oldestFirst.size <= MAX_REPLAYS) return;
      this.drop(oldest);
    }
  }

  /** The feed changed or is gone. */
  clear(feed: object): void {
    for (const replay of this.byFeed.get(feed)?.values() ?? []) this.drop(replay);
  }

  /** For tests and metrics. */
  get size(): { replays: number; bytes: number } {
    return { replays: this.oldestFirst.size, bytes: this.bytes };
  }

  private drop(replay: Replay): void {
    const replays = this.byFeed.get(replay.feed);
    replays?.delete(replay.seq);
    if (replays?.size === 0) this.byFeed.delete(replay.feed);
    this.oldestFirst.delete(replay);
    this.bytes -= replay.bytes;
  }
}
