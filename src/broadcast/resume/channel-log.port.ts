import type { Change, StreamName } from '../../state/change.js';

/** Keeps the last changes of each stream, so that a client can resume. Bounded: the oldest are dropped. */
export abstract class ChannelLog {
  abstract append(change: Change): void;
  /** Every change of the stream after `seq`, oldest first; `null` if any was dropped. */
  abstract after(stream: StreamName, seq: number): readonly Change[] | null;
  /** Every change kept, oldest first within a stream. */
  abstract tails(): Change[];
  abstract restore(tails: readonly Change[]): void;
}
