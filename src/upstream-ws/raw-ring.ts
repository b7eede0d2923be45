import { RAW_MESSAGES_KEPT } from '../upstream/raw-messages.port.js';

/** Longer frames are cut off. */
const MAX_CHARACTERS = 16_384;

export interface RawFrame {
  received_at: number;
  text: string;
}

/** The last frames of a connection, as received. */
export class RawRing {
  private readonly frames: RawFrame[] = [];
  private next = 0;

  push(text: string, receivedAt: number): void {
    const kept = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
    this.frames[this.next] = { received_at: receivedAt, text: kept };
    this.next = (this.next + 1) % RAW_MESSAGES_KEPT;
  }

  /** Newest first. */
  latest(): RawFrame[] {
    const oldestFirst = [...this.frames.slice(this.next), ...this.frames.slice(0, this.next)];
    return oldestFirst.reverse();
  }
}
