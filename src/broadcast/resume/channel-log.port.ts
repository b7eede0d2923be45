import type { Change, StreamName } from '../../state/change.js';

/** Remembers the last changes of each stream, so that a client can resume. Bounded: old ones are forgotten. */
export abstract class ChannelLog {
  abstract append(change: Change): void;
  /** Every change of the stream after `seq`, oldest first; `null` when one of them is forgotten. */
  abstract after(stream: StreamName, seq: number): readonly Change[] | null;
  /** All that is remembered, oldest first within a stream. */
  abstract tails(): Change[];
  abstract restore(tails: readonly Change[]): void;
}
