import type { Clock } from '../../clock/clock.js';
import type { Change, StreamName } from '../../state/change.js';
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
    if (change.entity === 'account' && change.uncounted) return;
    let entries = this.streams.get(change.stream);
    if (!entries || !follows(change, entries.at(-1)?.change)) this.streams.set(change.stream, (entries = []));
    const now = this.clock.monotonic();
    entries.push({ change, at: now });
    // Drop in slices: one shift per change would move the whole array each time.
    if (entries.length >= this.bounds.count * 1.25) entries.splice(0, entries.length - this.bounds.count);
    if (this.isOld(entries[0], now, 1.25)) this.dropOld(entries, now);
  }

  override after(stream: StreamName, seq: number): readonly Change[] | null {
    const entries = this.streams.get(stream);
    const now = this.clock.monotonic();
    if (entries && this.isOld(entries[0], now)) this.dropOld(entries, now);
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

  private isOld(entry: Entry | undefined, now: number, slack = 1): boolean {
    return entry !== undefined && entry.at < now - slack * this.bounds.maxAgeMs;
  }

  private dropOld(entries: Entry[], now: number): void {
    const keepFrom = entries.findIndex((entry) => !this.isOld(entry, now));
    entries.splice(0, keepFrom < 0 ? entries.length : keepFrom);
  }
}

/** After another epoch or a skipped number, earlier changes cannot be replayed any more. */
function follows(change: Change, before: Change | undefined): boolean {
  return !before || (before.epoch === change.epoch && before.seq + 1 === change.seq);
}
