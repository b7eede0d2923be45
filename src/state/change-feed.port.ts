import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { Change, StreamName, StreamPosition } from './change.js';
import type { ConnectionsState, Incident, Market } from 'lighter-broadcaster-protocol/operations';
import type { AccountUpdate } from './update.js';

/**
 * Receives each change. `cause` is the update behind an account change: it carries the exchange's raw text of rows that
 * the state may not keep. `null` for every other change, for a change by time alone, and when another instance made it.
 */
export type ChangeSink = (change: Change, cause: AccountUpdate | null) => void;

/**
 * The current state and its changes, from the local store or from another instance's `/ws`.
 * A read during delivery of a change sees exactly the state after that change.
 */
export abstract class ChangeFeed {
  /**
   * Delivers every change from now on, synchronously and in order. A throwing sink does not affect the others.
   * @returns a function that unsubscribes.
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
  /** Whether an account that is unknown does not exist. `false` until they have been read. */
  hasAllAccounts(): boolean {
    return this.accountIndexes().length > 0;
  }
  /** The same for markets. */
  hasAllMarkets(): boolean {
    return this.markets().length > 0;
  }
  abstract connections(): ConnectionsState;
  /** Newest first, bounded. */
  abstract incidents(): readonly Incident[];
  /** Every open alert and the latest others, the last changed first. */
  abstract alerts(): readonly Alert[];

  /**
   * Runs reads that must fit together. A read may find that time has passed unnoticed, which changes the state: outside a delivery,
   * such changes are published before `work`, and none during it.
   */
  consistently<T>(work: () => T): T {
    return work();
  }

  /** +1 each time that changes without a sequence number come or go, such as the staleness of a state that nobody leads. */
  get overlay(): number {
    return 0;
  }

  /** A client at this sequence number or below may lack a change that was not counted: only a snapshot helps. */
  uncountedAt(_stream: StreamName): number {
    return -1;
  }
}
