import type { AccountState } from './account-state.js';
import type { Change, StreamName, StreamPosition } from './change.js';
import type { ConnectionsState, Incident, Market } from './operations-state.js';

export type ChangeSink = (change: Change) => void;

/**
 * The one true picture and its changes, wherever they are made: the local store, or another instance's `/ws`.
 * Reading right after a change was delivered sees exactly the state after it.
 */
export abstract class ChangeFeed {
  /**
   * Delivers every change from now on, synchronously and in order. A sink that throws hurts no other.
   * @returns how to stop.
   */
  abstract subscribe(name: string, sink: ChangeSink): () => void;
  abstract readonly epoch: string;
  /** The overall count of changes so far. */
  abstract readonly total: number;
  abstract positionOf(stream: StreamName): StreamPosition;
  /** Indexes of all configured accounts, in the order of their configuration. */
  abstract accountIndexes(): readonly number[];
  abstract account(index: number): AccountState | undefined;
  abstract markets(): readonly Market[];
  abstract market(id: number): Market | undefined;
  abstract connections(): ConnectionsState;
  /** Newest first, bounded. */
  abstract incidents(): readonly Incident[];
}
