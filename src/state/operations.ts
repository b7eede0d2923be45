import { isDeepStrictEqual } from 'node:util';
import type { Publish, RemovedIncident } from './change.js';
import {
  type ConnectionsState,
  type ControlState,
  type EgressState,
  type Incident,
  type LinkState,
  type Market,
  NO_CONNECTIONS,
} from 'lighter-broadcaster-protocol/operations';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { RecentAlerts } from './recent-alerts.js';
import { sameEntity } from './reduce/list-draft.js';
import { decimalsOf } from 'lighter-broadcaster-protocol/decimal';
import type { AccountUpdate, MarketsUpdate, MarketStatsUpdate, Update } from './update.js';

export const INCIDENTS_KEPT = 1000;

type OperationsUpdate = Exclude<Update, AccountUpdate>;
type StatsRow = MarketStatsUpdate['rows'][number];

/** State beyond the accounts: markets, links, egresses, control and incidents. Each change is stored before it is published. */
export class Operations {
  readonly markets = new Map<number, Market>();
  private readonly links = new Map<string, LinkState>();
  private readonly egresses = new Map<string, EgressState>();
  private control = NO_CONNECTIONS.control;
  private kept: readonly Incident[] = [];

  private readonly recent: RecentAlerts;

  constructor(private readonly publish: Publish) {
    this.recent = new RecentAlerts(publish);
  }

  /** The last changed first. */
  get alerts(): readonly Alert[] {
    return this.recent.list();
  }

  /** Newest first. */
  get incidents(): readonly Incident[] {
    return this.kept;
  }

  /** Links and egresses are not restored: their connections ended with the process. */
  restore(markets: readonly Market[], incidents: readonly Incident[], alerts: readonly Alert[]): void {
    for (const market of markets) this.markets.set(market.market_id, market);
    this.kept = incidents;
    this.recent.restore(alerts);
  }

  restoreControl(control: ControlState): void {
    this.control = control;
  }

  connections(): ConnectionsState {
    return { links: [...this.links.values()], egresses: [...this.egresses.values()], control: this.control };
  }

  apply(update: OperationsUpdate): void {
    switch (update.type) {
      case 'markets':
        return this.catalogue(update);
      case 'market-stats':
        return update.rows.forEach((row) =>
          this.keepMarket(withStats(this.markets.get(row.market_id), row), update),
        );
      case 'market-stream':
        return;
      case 'link':
        return this.keepLink(update.link, update.at);
      case 'egress':
        return this.keepEgress(update.egress, update.at);
      case 'control':
        return this.keepControl(update.control, update.at);
      case 'incident':
        return this.keepIncident(update.incident);
      case 'alerts':
        return this.recent.keep(update.alerts, update.at);
      case 'incidents-cleared':
        return this.clearIncidents(update.at);
    }
  }

  private catalogue(update: MarketsUpdate): void {
    for (const entry of update.markets) {
      const stats = this.markets.get(entry.market_id)?.stats ?? null;
      this.keepMarket({ ...entry, stats }, update);
    }
  }

  private keepMarket(market: Market, { arrival }: MarketsUpdate | MarketStatsUpdate): void {
    const known = this.markets.get(market.market_id);
    if (known === market || (known?.stats === market.stats && isDeepStrictEqual(known, market))) return;
    this.markets.set(market.market_id, market);
    const ts = { exchange: arrival.exchange_at, received: arrival.received_at };
    this.publish({ entity: 'market', stream: `market/${market.market_id}`, ts, market });
  }

  private keepLink(link: LinkState, at: number): void {
    if (isDeepStrictEqual(this.links.get(link.link_id), link)) return;
    this.links.set(link.link_id, link);
    this.publishLinks(at, { links: [link] });
  }

  private keepEgress(egress: EgressState, at: number): void {
    if (isDeepStrictEqual(this.egresses.get(egress.egress_id), egress)) return;
    this.egresses.set(egress.egress_id, egress);
    this.publishLinks(at, { egresses: [egress] });
  }

  private keepControl(control: ControlState, at: number): void {
    if (isDeepStrictEqual(this.control, control)) return;
    this.control = control;
    this.publishLinks(at, { control });
  }

  private publishLinks(at: number, part: Partial<ConnectionsState>): void {
    const ts = { exchange: null, received: at };
    this.publish({ entity: 'link', stream: 'links', ts, links: [], egresses: [], control: null, ...part });
  }

  /** An incident with a known id replaces the earlier one. */
  private keepIncident(incident: Incident): void {
    const others = this.kept.filter(({ incident_id }) => incident_id !== incident.incident_id);
    const remove = others.slice(INCIDENTS_KEPT - 1).map(identityOf);
    this.kept = [incident, ...others.slice(0, INCIDENTS_KEPT - 1)];
    this.publishIncidents(incident.timestamp, [incident], remove);
  }

  private clearIncidents(at: number): void {
    const remove = this.kept.map(identityOf);
    if (!remove.length) return;
    this.kept = [];
    this.publishIncidents(at, [], remove);
  }

  private publishIncidents(at: number, upsert: Incident[], remove: RemovedIncident[]): void {
    const ts = { exchange: null, received: at };
    this.publish({ entity: 'incident', stream: 'incidents', ts, upsert, remove });
  }
}

function identityOf({ incident_id, account_index }: Incident): RemovedIncident {
  return { incident_id, account_index };
}

/** Statistics may arrive before the catalog, so missing catalog fields are derived from the figures as far as possible. */
function withStats(known: Market | undefined, { market_id, symbol, stats }: StatsRow): Market {
  if (known) return known.stats && sameEntity(known.stats, stats) ? known : { ...known, stats };
  const market_type = symbol.includes('/') ? 'spot' : 'perp';
  const price_decimals = decimalsOf(stats.mark_price);
  return { market_id, symbol, market_type, status: 'unknown', size_decimals: 0, price_decimals, stats };
}
