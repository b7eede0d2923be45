import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import { accountDiff } from 'lighter-broadcaster-protocol/diff';
import { type Incident, type Market, NO_CONNECTIONS } from 'lighter-broadcaster-protocol/operations';
import type { Change, StreamName } from '../state/change.js';
import type { SharedState } from './shared-state.js';

export const ENTRIES_KEPT = 1_000;

/** The state as far as this process has read it, with the numbers that the leader gave. */
export class FollowedState {
  readonly markets = new Map<number, Market>();
  connections = NO_CONNECTIONS;
  /** Newest first. */
  incidents: readonly Incident[] = [];
  /** The last changed first. */
  alerts: readonly Alert[] = [];
  epoch = '';
  total = 0;
  private readonly accounts = new Map<number, AccountState>();
  private readonly seqs = new Map<StreamName, number>();

  accountIndexes(): number[] {
    return [...this.accounts.keys()];
  }

  account(index: number): AccountState | undefined {
    return this.accounts.get(index);
  }

  seqOf(stream: StreamName): number {
    return this.seqs.get(stream) ?? 0;
  }

  /** Replaces everything. */
  take({ head, accounts, markets, connections, incidents, alerts }: SharedState): void {
    this.epoch = head.epoch;
    this.total = head.total;
    this.seqs.clear();
    for (const [stream, seq] of head.streams) this.seqs.set(stream as StreamName, seq);
    this.accounts.clear();
    // Read after the head, so an account may be ahead of it.
    for (const [index, { seq, state }] of accounts) {
      this.accounts.set(index, state);
      this.seqs.set(`account/${index}`, seq);
    }
    this.markets.clear();
    for (const market of markets) this.markets.set(market.market_id, market);
    Object.assign(this, { connections, incidents, alerts });
  }

  /** @returns false for a change that the state already holds, because it was read later */
  apply(change: Change): boolean {
    this.total = Math.max(this.total, change.total);
    if (change.seq <= this.seqOf(change.stream)) return false;
    this.seqs.set(change.stream, change.seq);
    switch (change.entity) {
      case 'account': {
        const before = this.accounts.get(change.account_index);
        if (before) this.accounts.set(change.account_index, applyDelta(before, change.delta));
        break;
      }
      case 'market':
        this.markets.set(change.market.market_id, change.market);
        break;
      case 'incident':
        this.incidents = renewed(this.incidents, change, ({ incident_id }) => incident_id);
        break;
      case 'alert':
        this.alerts = renewed(this.alerts, change, ({ alert_id }) => alert_id);
        break;
      case 'link': {
        const { links, egresses, control } = this.connections;
        this.connections = {
          links: merged(links, change.links, ({ link_id }) => link_id),
          egresses: merged(egresses, change.egresses, ({ egress_id }) => egress_id),
          control: change.control ?? control,
        };
      }
    }
    return true;
  }

  /**
   * Replaces everything, for clients that followed what was here before.
   * @returns a change of every stream that moved, with the numbers of the new state; where these jump, clients start over
   * from a snapshot
   */
  replace(shared: SharedState, received: number): Change[] {
    const [epochBefore, before, seqsBefore] = [this.epoch, new Map(this.accounts), new Map(this.seqs)];
    const { incidents: incidentsBefore, alerts: alertsBefore } = this;
    this.take(shared);
    const counted = { epoch: this.epoch, total: this.total, ts: { exchange: null, received } };
    const numbered = <S extends StreamName>(stream: S) => ({ ...counted, stream, seq: this.seqOf(stream) });
    const hasMoved = (stream: StreamName): boolean =>
      epochBefore !== this.epoch || seqsBefore.get(stream) !== this.seqs.get(stream);
    const changes: Change[] = [];
    for (const [index, state] of this.accounts) {
      const stream = `account/${index}` as const;
      const old = before.get(index);
      const delta = old ? accountDiff(old, state) : {};
      // With the same number and another content the copy was wrong.
      if (!hasMoved(stream) && Object.keys(delta).length === 0) continue;
      changes.push({
        ...numbered(stream),
        entity: 'account',
        kind: 'change',
        account_index: index,
        delta,
      });
    }
    for (const market of this.markets.values()) {
      const stream = `market/${market.market_id}` as const;
      if (hasMoved(stream)) changes.push({ ...numbered(stream), entity: 'market', market });
    }
    const { incidents, alerts, connections } = this;
    if (hasMoved('links')) changes.push({ ...numbered('links'), entity: 'link', ...connections });
    if (hasMoved('incidents')) {
      const remove = without(incidentsBefore, incidents, ({ incident_id }) => incident_id).map(
        ({ incident_id, account_index }) => ({ incident_id, account_index }),
      );
      changes.push({ ...numbered('incidents'), entity: 'incident', upsert: [...incidents], remove });
    }
    if (hasMoved('alerts')) {
      const remove = without(alertsBefore, alerts, ({ alert_id }) => alert_id).map(
        ({ alert_id, account_index }) => ({ alert_id, account_index }),
      );
      changes.push({ ...numbered('alerts'), entity: 'alert', upsert: [...alerts], remove });
    }
    return changes;
  }
}

function merged<T>(before: readonly T[], upsert: readonly T[], idOf: (entry: T) => string): T[] {
  const byId = new Map(before.map((entry) => [idOf(entry), entry]));
  for (const entry of upsert) byId.set(idOf(entry), entry);
  return [...byId.values()];
}

/** What of `before` is not among `after`. */
function without<T>(before: readonly T[], after: readonly T[], idOf: (entry: T) => string): T[] {
  const kept = new Set(after.map(idOf));
  return before.filter((entry) => !kept.has(idOf(entry)));
}

/** The entries after a change of some, the last changed first. */
export function renewed<R, T extends R>(
  before: readonly T[],
  { upsert, remove }: { upsert: readonly T[]; remove: readonly R[] },
  idOf: (entry: R) => string,
  kept = ENTRIES_KEPT,
): T[] {
  const gone = new Set([...remove, ...upsert].map(idOf));
  return [...upsert, ...before.filter((entry) => !gone.has(idOf(entry)))].slice(0, kept);
}
