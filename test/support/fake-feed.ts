import { sectionsOf } from './canonical.js';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AccountState, Section, Trade } from 'lighter-broadcaster-protocol/account';
import type { Change, StreamName, StreamPosition } from '../../src/state/change.js';
import { ChangeFeed, type ChangeSink } from '../../src/state/change-feed.port.js';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type { ConnectionsState, Incident, LinkState, Market } from 'lighter-broadcaster-protocol/operations';
import { aTrade } from './canonical.js';

type Body = {
  [C in Change as C['entity']]: Omit<C, 'epoch' | 'seq' | 'total' | 'ts' | 'stream'>;
}[Change['entity']];

export function aMarket(id: number): Market {
  return {
    ...{ market_id: id, symbol: `M${id}`, market_type: 'perp', status: 'active' },
    ...{ size_decimals: 2, price_decimals: 2, stats: null },
  };
}

/** A feed whose changes the test creates: the broadcast sees exactly these. */
export class FakeFeed extends ChangeFeed {
  /** What the next read publishes first, as the store does after the process was held up. */
  due: (() => void) | null = null;
  epoch = 'epoch-1';
  total = 0;
  private readonly sinks = new Set<ChangeSink>();
  private readonly seqs = new Map<StreamName, number>();
  private readonly accounts = new Map<number, AccountState>();
  private readonly marketList = new Map<number, Market>();
  private links: LinkState[] = [];
  private incidentList: Incident[] = [];
  private isReading = false;

  constructor(...indexes: number[]) {
    super();
    for (const index of indexes) this.accounts.set(index, emptyAccount(index));
  }

  override subscribe(_name: string, sink: ChangeSink): () => void {
    this.sinks.add(sink);
    return () => this.sinks.delete(sink);
  }

  override positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.epoch, seq: this.seqs.get(stream) ?? 0 };
  }

  override accountIndexes(): readonly number[] {
    return [...this.accounts.keys()];
  }

  override account(index: number): AccountState | undefined {
    this.catchUp();
    return this.accounts.get(index);
  }

  override markets(): readonly Market[] {
    return [...this.marketList.values()];
  }

  override market(id: number): Market | undefined {
    return this.marketList.get(id);
  }

  override connections(): ConnectionsState {
    return { links: this.links, egresses: [], control: { rest_paused: false, ws_paused: false } };
  }

  override alerts(): readonly Alert[] {
    return [];
  }

  override incidents(): readonly Incident[] {
    return this.incidentList;
  }

  override consistently<T>(work: () => T): T {
    this.catchUp();
    const wasReading = this.isReading;
    this.isReading = true;
    try {
      return work();
    } finally {
      this.isReading = wasReading;
    }
  }

  change(index: number, delta: AccountDelta, kind: 'change' | 'gap' = 'change'): void {
    this.accounts.set(index, applyDelta(this.accounts.get(index) ?? emptyAccount(index), delta));
    this.publish(`account/${index}`, { entity: 'account', kind, account_index: index, delta });
  }

  trade(index: number, id: number): void {
    this.change(index, { trades: { upsert: [tradeOf(id)] } });
  }

  setMarket(market: Market): void {
    this.marketList.set(market.market_id, market);
    this.publish(`market/${market.market_id}`, { entity: 'market', market });
  }

  setLink(link: LinkState): void {
    this.links = [...this.links.filter((other) => other.link_id !== link.link_id), link];
    this.publish('links', { entity: 'link', links: [link], egresses: [], control: null });
  }

  addIncident(incident: Incident): void {
    this.incidentList = [incident, ...this.incidentList];
    this.publish('incidents', { entity: 'incident', upsert: [incident], remove: [] });
  }

  /** Ends the account, as a changed configuration does. */
  remove(index: number): void {
    this.accounts.delete(index);
  }

  /** Starts over, as after a crash: new epoch, sequence numbers from zero. */
  loseThePast(epoch: string): void {
    this.epoch = epoch;
    this.total = 0;
    this.seqs.clear();
  }

  private catchUp(): void {
    if (this.isReading) return;
    const { due } = this;
    this.due = null;
    due?.();
  }

  private publish(stream: StreamName, body: Body): void {
    const seq = (this.seqs.get(stream) ?? 0) + 1;
    this.seqs.set(stream, seq);
    this.total++;
    const counted = { stream, epoch: this.epoch, seq, total: this.total, ts: { exchange: 1, received: 2 } };
    for (const sink of this.sinks) sink({ ...body, ...counted }, null);
  }
}

export function tradeOf(id: number): Trade {
  return aTrade({ trade_id: String(id), timestamp: id, transaction_time: id });
}

const section: Section = {
  source: null,
  updated_at: null,
  confirmed_at: null,
  stale: true,
  reason: 'no data yet',
};

export function emptyAccount(index: number): AccountState {
  return {
    account_index: index,
    name: `account ${index}`,
    label: null,
    summary: null,
    positions: null,
    orders: null,
    trades: null,
    assets: null,
    funding: null,
    volumes: null,
    gaps: [],
    sections: sectionsOf(section),
  };
}
