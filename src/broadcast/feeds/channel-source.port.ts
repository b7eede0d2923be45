import type { Principal } from '../../access/principal.js';
import type { Change, StreamName } from '../../state/change.js';

interface ChannelView<S> {
  /** As clients write it, for example `account/7/positions`. */
  readonly name: string;
  /** Subscribers of one name with equal views share bytes: the principal's view where it matters, else `''`. */
  readonly view: string;
  /** Whether changes of this stream may concern the channel. */
  hears(stream: StreamName): boolean;
  /** The whole state now, JSON. */
  state(): S;
}

/** A channel that passes the store's own changes on, `seq` and all; it can be resumed. */
export interface StreamedChannel<S = unknown, D = unknown> extends ChannelView<S> {
  readonly kind: 'streamed';
  /** The one stream that counts for it. */
  readonly stream: StreamName;
  /** What the change means here; `null` when nothing of this channel moved. */
  project(change: Change): { type: 'change' | 'gap'; data: D } | null;
  /** Both in one, the newer on top; `null` when they must be told apart. */
  merge(older: D, newer: D): D | null;
}

/** A channel that is computed from the state; its `seq` is the store's overall count and skips numbers. */
export interface DerivedChannel<S = unknown, D = unknown> extends ChannelView<S> {
  readonly kind: 'derived';
  /** `null` when nothing moved. */
  diff(before: S, after: S): D | null;
}

export type Channel = StreamedChannel | DerivedChannel;

/** A kind of channel. A feature implements it and registers it with the `ChannelRegistry`. */
export abstract class ChannelSource {
  /** The channel as this principal sees it; `null` when there is none by that name for it. */
  abstract open(name: string, principal: Principal): Channel | null;
  /** Names that this principal may subscribe to now, for `list`. */
  abstract available(principal: Principal): string[];
}
