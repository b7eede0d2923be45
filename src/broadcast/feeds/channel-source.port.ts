import type { Principal } from '../../access/principal.js';
import type { Change, StreamName } from '../../state/change.js';

interface ChannelView<S> {
  /** As clients write it, for example `account/7/positions`. */
  readonly name: string;
  /** Subscribers of one name with equal views share rendered bytes: the principal's view key, or `''` if all see the same. */
  readonly view: string;
  /** The whole current state, JSON. */
  state(): S;
}

/** A channel that forwards the changes of one stream under their own `seq`; it can be resumed. */
export interface StreamedChannel<S = unknown, D = unknown> extends ChannelView<S> {
  readonly kind: 'streamed';
  /** The only stream whose changes affect the channel; it uses their `seq`. */
  readonly stream: StreamName;
  /** The part of the change that belongs to this channel; `null` if none. */
  project(change: Change): { type: 'change' | 'gap'; data: D } | null;
  /** One change with the effect of both; `null` if they must be sent separately. */
  merge(older: D, newer: D): D | null;
}

/** A channel computed from the whole state; its `seq` is the store's total change count and skips numbers. */
export interface DerivedChannel<S = unknown, D = unknown> extends ChannelView<S> {
  readonly kind: 'derived';
  /** Whether changes of this stream can affect the channel. */
  dependsOn(stream: StreamName): boolean;
  /** `null` when nothing changed. */
  diff(before: S, after: S): D | null;
}

export type Channel = StreamedChannel | DerivedChannel;

/** A kind of channel. A feature implements it and registers it with the `ChannelRegistry`. */
export abstract class ChannelSource {
  /** The channel as this principal sees it; `null` if it has no such channel. */
  abstract open(name: string, principal: Principal): Channel | null;
  /** Whether a channel that cannot be opened may exist: what it shows has not been read yet. */
  mayCome(_name: string, _principal: Principal): boolean {
    return false;
  }
  /** Names that this principal can subscribe to now, for `list`. */
  abstract available(principal: Principal): string[];
}
