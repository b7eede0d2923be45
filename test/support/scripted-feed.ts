import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AccountState, Millis } from 'lighter-broadcaster-protocol/account';
import type { AccountTextSource } from '../../src/state/account-texts.port.js';
import { ChangeFeed, type ChangeSink } from '../../src/state/change-feed.port.js';
import type { Change, StreamName, StreamPosition } from '../../src/state/change.js';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type { AccountUpdate } from '../../src/state/update.js';
import type { ConnectionsState, Incident, LinkState, Market } from 'lighter-broadcaster-protocol/operations';
import { account } from './history-rows.js';

/** A change feed with changes scripted by the test. */
export class ScriptedFeed extends ChangeFeed {
  override readonly epoch = 'e1';
  override total = 0;
  /** The update behind the following changes, `null` for none. */
  cause: AccountUpdate | null = null;
  private readonly states = new Map<number, AccountState>();
  private readonly sinks = new Set<ChangeSink>();
  private readonly seqs = new Map<StreamName, number>();

  constructor(readonly indexes: number[] = [7, 8]) {
    super();
    for (const index of indexes) this.states.set(index, account({ account_index: index }));
  }

  override subscribe(_: string, sink: ChangeSink): () => void {
    this.sinks.add(sink);
    return () => this.sinks.delete(sink);
  }

  /** Applies and publishes the delta, as the state would. */
  change(index: number, delta: AccountDelta, ts: { exchange: Millis | null; received: Millis }): void {
    const state = this.states.get(index);
    if (state) this.states.set(index, applyDelta(state, delta));
    const position = this.count(`account/${index}`);
    const { total } = this;
    this.publish({
      ...position,
      stream: `account/${index}`,
      total,
      ts,
      entity: 'account',
      kind: 'change',
      account_index: index,
      delta,
    });
  }

  link(links: LinkState[], received: Millis): void {
    const ts = { exchange: null, received };
    const position = this.count('links');
    const { total } = this;
    this.publish({
      ...position,
      stream: 'links',
      total,
      ts,
      entity: 'link',
      links,
      egresses: [],
      control: null,
    });
  }

  override positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.epoch, seq: this.seqs.get(stream) ?? 0 };
  }

  override accountIndexes(): readonly number[] {
    return this.indexes;
  }

  override account(index: number): AccountState | undefined {
    return this.states.get(index);
  }

  override markets(): readonly Market[] {
    return [];
  }

  override market(id: number): Market | undefined {
    return id === 0 ? ({ market_id: 0, symbol: 'ETH' } as Market) : undefined;
  }

  override connections(): ConnectionsState {
    return { links: [], egresses: [], control: { rest_paused: false, ws_paused: false } };
  }

  override alerts(): readonly Alert[] {
    return [];
  }

  override incidents(): readonly Incident[] {
    return [];
  }

  readonly textSource: AccountTextSource = { texts: () => undefined };

  private count(stream: StreamName): StreamPosition {
    this.total += 1;
    this.seqs.set(stream, this.positionOf(stream).seq + 1);
    return this.positionOf(stream);
  }

  private publish(change: Change): void {
    for (const sink of this.sinks) sink(change, this.cause);
  }
}
