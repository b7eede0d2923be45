import { randomUUID } from 'node:crypto';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { accountDiff } from 'lighter-broadcaster-protocol/diff';
import {
  type ConnectionsState,
  type Incident,
  type Market,
  NO_CONNECTIONS,
} from 'lighter-broadcaster-protocol/operations';
import type { Change, StreamName, StreamPosition } from '../state/change.js';
import { asStale, sectionsDelta } from './stale-account.js';
import { asUnreachable } from './unreachable.js';

type Times = Change['ts'];
type Body<C> = C extends Change ? Omit<C, 'epoch' | 'seq' | 'total'> : never;

interface Account {
  /** As the other instance reported it. */
  reported: AccountState;
  /** As it is served: the same, or with every section stale. */
  served: AccountState;
  stale: boolean;
}

const STALE_REASON = 'the collecting instance is out of reach';
const INCIDENTS_KEPT = 1000;

/**
 * The other instance's state with an epoch and sequence numbers of its own, so that turning stale counts like any other
 * change: clients resume across it, and every ETag follows.
 */
export class Replica {
  readonly epoch = randomUUID();
  readonly markets = new Map<number, Market>();
  /** As it is served. */
  connections = NO_CONNECTIONS;
  incidents: readonly Incident[] = [];
  alerts: readonly Alert[] = [];
  private reportedConnections = this.connections;
  private connectionsStale = false;
  private count = 0;
  private readonly accounts = new Map<number, Account>();
  private readonly seqs = new Map<StreamName, number>();

  constructor(private readonly deliver: (change: Change) => void) {}

  get total(): number {
    return this.count;
  }

  positionOf(stream: StreamName): StreamPosition {
    return { epoch: this.epoch, seq: this.seqs.get(stream) ?? 0 };
  }

  accountIndexes(): number[] {
    return [...this.accounts.keys()];
  }

  account(index: number): AccountState | undefined {
    return this.accounts.get(index)?.served;
  }

  /** @param delta from the state before; `null` for a snapshot. */
  setAccount(reported: AccountState, delta: AccountDelta | null, kind: 'change' | 'gap', ts: Times): void {
    const before = this.accounts.get(reported.account_index);
    const stale = before?.stale ?? false;
    const served = stale ? asStale(reported, STALE_REASON) : reported;
    this.accounts.set(reported.account_index, { reported, served, stale });
    if (!before) return this.publishAccount(served, whole(served), kind, ts);
    if (delta === null) return this.publishAccount(served, accountDiff(before.served, served), kind, ts);
    // As it came, with the sections in which only `confirmed_at` moved, which no comparison finds.
    if (!stale) return this.publishAccount(served, delta, kind, ts);
    const { sections: _, ...rest } = delta;
    this.publishAccount(served, { ...rest, ...sectionsDelta(before.served, served) }, kind, ts);
  }

  setStale(index: number, stale: boolean, ts: Times): void {
    const account = this.accounts.get(index);
    if (!account || account.stale === stale) return;
    const served = stale ? asStale(account.reported, STALE_REASON) : account.reported;
    this.accounts.set(index, { ...account, served, stale });
    this.publishAccount(served, sectionsDelta(account.served, served), 'change', ts);
  }

  setMarket(market: Market, ts: Times): void {
    this.markets.set(market.market_id, market);
    this.publish({ entity: 'market', market, stream: `market/${market.market_id}`, ts });
  }

  setIncidents(upsert: Incident[], remove: string[], ts: Times): void {
    if (upsert.length === 0 && remove.length === 0) return;
    const removed = this.incidents.filter(({ incident_id }) => remove.includes(incident_id));
    const gone = new Set([...remove, ...upsert.map(({ incident_id }) => incident_id)]);
    const rest = this.incidents.filter(({ incident_id }) => !gone.has(incident_id));
    this.incidents = [...upsert, ...rest].slice(0, INCIDENTS_KEPT);
    this.publish({ entity: 'incident', upsert, remove: removed, stream: 'incidents', ts });
  }

  setAlerts(upsert: Alert[], remove: string[], ts: Times): void {
    if (upsert.length === 0 && remove.length === 0) return;
    const removed = this.alerts.filter(({ alert_id }) => remove.includes(alert_id));
    const gone = new Set([...remove, ...upsert.map(({ alert_id }) => alert_id)]);
    this.alerts = [...upsert, ...this.alerts.filter(({ alert_id }) => !gone.has(alert_id))];
    this.publish({ entity: 'alert', upsert, remove: removed, stream: 'alerts', ts });
  }

  setConnections(reported: ConnectionsState, ts: Times): void {
    this.reportedConnections = reported;
    this.connections = this.connectionsStale ? asUnreachable(reported, STALE_REASON) : reported;
    this.publish({ entity: 'link', ...this.connections, stream: 'links', ts });
  }

  setConnectionsStale(stale: boolean, ts: Times): void {
    if (this.connectionsStale === stale) return;
    this.connectionsStale = stale;
    this.setConnections(this.reportedConnections, ts);
  }

  private publishAccount(
    { account_index }: AccountState,
    delta: AccountDelta,
    kind: 'change' | 'gap',
    ts: Times,
  ): void {
    if (Object.keys(delta).length === 0) return;
    this.publish({ entity: 'account', kind, account_index, delta, stream: `account/${account_index}`, ts });
  }

  private publish(body: Body<Change>): void {
    const seq = (this.seqs.get(body.stream) ?? 0) + 1;
    this.seqs.set(body.stream, seq);
    this.deliver({ ...body, epoch: this.epoch, seq, total: ++this.count });
  }
}

/** The delta that leads to this state from any other. */
function whole({ name, label, summary, volumes, sections, ...lists }: AccountState): AccountDelta {
  return {
    name,
    label,
    summary,
    volumes,
    sections,
    positions: { set: lists.positions },
    orders: { set: lists.orders },
    trades: { set: lists.trades },
    assets: { set: lists.assets },
    funding: { set: lists.funding },
    gaps: { set: lists.gaps },
  };
}
