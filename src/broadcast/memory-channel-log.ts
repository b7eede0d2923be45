import type { Change, StreamName } from '../state/change.js';
import type { Clock } from '../clock/clock.js';
import { ChannelLog } from './channel-log.port.js';

interface Entry {
  change: Change;
  at: number;
}

/** Keeps at most `count` changes per stream, none older than `maxAgeMs`. */
export class MemoryChannelLog extends ChannelLog {
  private readonly streams = new Map<StreamName, Entry[]>();

  constructor(
    private readonly clock: Clock,
    private readonly bounds: { count: number; maxAgeMs: number },
  ) {
    super();
  }

  override append(change: Change): void {
    let entries = this.streams.get(change.stream);
    if (!entries || !follows(change, entries.at(-1)?.change)) this.streams.set(change.stream, (entries = []));
    entries.push({ change, at: this.clock.now() });
    // Dropped in slices: one shift per change would move the whole array each time.
    if (entries.length >= this.bounds.count * 1.25) entries.splice(0, entries.length - this.bounds.count);
  }

  override after(stream: StreamName, seq: number): readonly Change[] | null {
    const entries = this.streams.get(stream);
    const oldest = entries?.[0]?.change.seq;
    if (!entries || oldest === undefined || seq < oldest - 1) return null;
    return entries.slice(seq - oldest + 1).map((entry) => entry.change);
  }

  override tails(): Change[] {
    return [...this.streams.values()].flatMap((entries) => entries.map((entry) => entry.change));
  }

  override restore(tails: readonly Change[]): void {
    for (const change of tails) this.append(change);
  }

  /** Forgets what is too old. */
  tick(): void {
    const oldest = this.clock.now() - this.bounds.maxAgeMs;
    for (const [stream, entries] of this.streams) {
      const keepFrom = entries.findIndex((entry) => entry.at >= oldest);
      if (keepFrom < 0) this.streams.delete(stream);
      else if (keepFrom > 0) entries.splice(0, keepFrom);
    }
  }
}

/** A feed that lost its own past (another epoch, or numbers left out) starts over; what was before is of no use. */
function follows(change: Change, before: Change | undefined): boolean {
  return !before || (before.epoch === change.epoch && before.seq + 1 === change.seq);
}
