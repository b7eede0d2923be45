import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AccountDelta, ListDelta } from 'lighter-broadcaster-protocol/delta';
import {
  type ConnectionsState,
  type EgressState,
  type Incident,
  type LinkState,
  type Market,
  NO_CONNECTIONS,
} from 'lighter-broadcaster-protocol/operations';
import type { Change } from '../state/change.js';
import type { AccountTextSource } from '../state/account-texts.port.js';
import type { ChangeFeed } from '../state/change-feed.port.js';
import { readAccount, writeAccount, writeDelta } from './account-fields.js';
import type { Engine, HashName, HashWrite, Head } from './engine.port.js';
import { HashDraft } from './hash-draft.js';

/** The state behind a log, as the engine holds it. */
export interface SharedState {
  head: Head;
  /** By index, with the sequence number up to which its changes are in it. */
  accounts: Map<number, { seq: number; state: AccountState }>;
  markets: Market[];
  connections: ConnectionsState;
  /** Newest first. */
  incidents: Incident[];
  /** The last changed first. */
  alerts: Alert[];
}

const CONTROL = 'control';

/** Hashes to write in one batch. */
export class StateDraft {
  private readonly drafts = new Map<HashName, HashDraft>();

  /**
   * @param highestTrades by account, in the engine so far; shared by all drafts of a leader
   * @param heldMarks accounts of which it does not move now
   */
  constructor(
    private readonly highestTrades: Map<number, bigint | null>,
    private readonly heldMarks: ReadonlySet<number>,
  ) {}

  /** Adds what a change moved. @param feed right after the change, as `texts` */
  add(change: Change, feed: ChangeFeed, texts: AccountTextSource): void {
    switch (change.entity) {
      case 'account': {
        const { account_index: index, delta, seq } = change;
        writeDelta(this.of(`a:${index}`), seq, delta, feed.account(index)!);
        this.addTexts(index, delta, texts);
        return this.mark(index, delta.trades);
      }
      case 'market':
        return this.of('m').set(String(change.market.market_id), JSON.stringify(change.market));
      case 'incident':
        return this.addDated('i', change, ({ incident_id }) => incident_id);
      case 'alert':
        return this.addDated('w', change, ({ alert_id }) => alert_id);
      case 'link':
        return this.addConnections(change);
    }
  }

  /** Adds the whole state. */
  addAll(feed: ChangeFeed): void {
    for (const index of feed.accountIndexes()) {
      const { seq } = feed.positionOf(`account/${index}`);
      writeAccount(this.of(`a:${index}`), seq, feed.account(index)!);
    }
    for (const market of feed.markets()) this.of('m').set(String(market.market_id), JSON.stringify(market));
    this.addConnections(feed.connections());
    const all = <T>(upsert: readonly T[]) => ({ upsert, remove: [] as T[], total: upsert.length });
    this.addDated('i', all(feed.incidents()), ({ incident_id }) => incident_id);
    this.addDated('w', all(feed.alerts()), ({ alert_id }) => alert_id);
  }

  get isEmpty(): boolean {
    return this.drafts.size === 0;
  }

  writes(): HashWrite[] {
    return [...this.drafts.values()].map((draft) => draft.toWrite());
  }

  of(name: HashName): HashDraft {
    let draft = this.drafts.get(name);
    if (!draft) this.drafts.set(name, (draft = new HashDraft(name)));
    return draft;
  }

  /** Entries under the overall count of their change, by which they are ordered; the first of a change is the newest. */
  private addDated<R, T extends R>(
    name: 'i' | 'w',
    { upsert, remove, total }: { upsert: readonly T[]; remove: readonly R[]; total: number },
    idOf: (entry: R) => string,
  ): void {
    const draft = this.of(name);
    upsert.forEach((entry, place) =>
      draft.set(idOf(entry), `${total}.${String(9_999_999 - place)}:${JSON.stringify(entry)}`),
    );
    for (const entry of remove) draft.delete(idOf(entry));
  }

  private addConnections({ links, egresses, control }: PartOf<ConnectionsState>): void {
    const draft = this.of('l');
    for (const link of links) draft.set(`link/${link.link_id}`, JSON.stringify(link));
    for (const egress of egresses) draft.set(`egress/${egress.egress_id}`, JSON.stringify(egress));
    if (control) draft.set(CONTROL, JSON.stringify(control));
  }

  /** The exchange's texts of the rows that moved, under the fields that the account's hash has for them. */
  private addTexts(index: number, delta: AccountDelta, source: AccountTextSource): void {
    const texts = source.texts(index);
    if (!texts || (!delta.positions && !delta.orders && !delta.trades)) return;
    const draft = this.of(`x:${index}`);
    const add = <T>(
      list: ListDelta<T> | undefined,
      prefix: string,
      idOf: (row: T) => string,
      textOf: (id: string) => string | undefined,
    ) => {
      if (!list) return;
      if ('set' in list) draft.clear(prefix);
      for (const row of ('set' in list ? list.set : list.upsert) ?? []) {
        const text = textOf(idOf(row));
        if (text !== undefined) draft.set(prefix + idOf(row), text);
      }
      if ('remove' in list) for (const id of list.remove ?? []) draft.delete(prefix + id);
    };
    add(
      delta.positions,
      'p/',
      (row) => String(row.market_id),
      (id) => texts.positions.get(Number(id)),
    );
    add(
      delta.orders,
      'o/',
      (row) => row.order_id,
      (id) => texts.orders.get(id),
    );
    add(
      delta.trades,
      't/',
      (row) => row.trade_id,
      (id) => texts.trades.get(id)?.text,
    );
  }

  /** The highest trade that the state has, in the batch that has the trade: the next gap at a start begins there. */
  mark(index: number, trades: AccountDelta['trades']): void {
    if (this.heldMarks.has(index)) return;
    const rows = (trades && ('set' in trades ? trades.set : trades.upsert)) ?? [];
    let highest = this.highestTrades.get(index) ?? -1n;
    const before = highest;
    for (const { trade_id } of rows) if (BigInt(trade_id) > highest) highest = BigInt(trade_id);
    if (highest === before) return;
    this.highestTrades.set(index, highest);
    this.of('marks').set(String(index), String(highest));
  }
}

type PartOf<T extends { control: unknown }> = Omit<T, 'control'> & { control: T['control'] | null };

/** Reads what the engine holds of a share; `null` until a collector began an epoch. */
export async function readSharedState(engine: Engine, share: string): Promise<SharedState | null> {
  const head = await engine.head(share);
  if (!head?.accounts) return null;
  const [markets, links, incidents, alerts] = await Promise.all(
    (['m', 'l', 'i', 'w'] as const).map((name) => engine.hash(share, name)),
  );
  const accounts: SharedState['accounts'] = new Map();
  for (const [index] of head.accounts) {
    const fields = await engine.hash(share, `a:${index}`);
    // The leader died between beginning its epoch and writing the state.
    if (!fields.has('@')) return null;
    accounts.set(index, readAccount(index, fields));
  }
  return {
    head,
    accounts,
    markets: [...markets!.values()].map((text) => JSON.parse(text) as Market),
    connections: connectionsOf(links!),
    incidents: newestFirst<Incident>(incidents!),
    alerts: newestFirst<Alert>(alerts!),
  };
}

function connectionsOf(fields: ReadonlyMap<string, string>): ConnectionsState {
  const all = <T>(prefix: string): T[] =>
    [...fields].flatMap(([field, text]) => (field.startsWith(prefix) ? [JSON.parse(text) as T] : []));
  const control = fields.get(CONTROL);
  return {
    links: all<LinkState>('link/'),
    egresses: all<EgressState>('egress/'),
    control:
      control === undefined ? NO_CONNECTIONS.control : (JSON.parse(control) as ConnectionsState['control']),
  };
}

function newestFirst<T>(fields: ReadonlyMap<string, string>): T[] {
  const dated = [...fields.values()].map((text) => {
    const at = text.indexOf(':');
    return { order: Number(text.slice(0, at)), entry: JSON.parse(text.slice(at + 1)) as T };
  });
  return dated.sort((a, b) => b.order - a.order).map(({ entry }) => entry);
}
