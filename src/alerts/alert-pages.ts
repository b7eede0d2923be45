import { Injectable } from '@nestjs/common';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { Problem } from '../http/problems.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { ALERTS_KEPT } from '../state/recent-alerts.js';
import { isAfter, newestFirst, type AlertPosition } from './alert-position.js';
import { AlertStore } from './alert-store.js';

/** Which alerts to read, newest first. */
export interface AlertQuery {
  /** `null` is all accounts, and alerts of no account. */
  accounts: readonly number[] | null;
  /** `true`: only open ones. */
  open: boolean;
  limit: number;
  /** The position at which the page before ended. */
  after: AlertPosition | null;
}

export interface AlertPage {
  alerts: Alert[];
  /** `null` on the last page. */
  next: AlertPosition | null;
}

/** After every alert that can be; a position has to fit into any database. */
const END_OF_TIME = Date.parse('9999-12-31T23:59:59Z');

/** Pages of alerts: the recent ones and all open ones from memory, those before from the history. */
@Injectable()
export class AlertPages {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly store: AlertStore,
  ) {}

  /**
   * A page that ends early because the history cannot be read has a `next`, which reads on from there.
   * @throws Problem HISTORY_UNAVAILABLE when the page begins in the history, which cannot be read
   */
  async read(query: AlertQuery): Promise<AlertPage> {
    const { limit, open, after } = query;
    const start = open ? -Infinity : this.completeSince();
    const recent = this.inMemory(query).filter(({ since }) => since >= start);
    if (open || recent.length > limit) return pageOf(recent, limit);
    const border = { since: start, alert_id: '' };
    const from = after && isAfter(after, border) ? after : border;
    try {
      const older = await this.store.after(from, query.accounts, limit - recent.length + 1);
      const known = new Map(this.feed.alerts().map((alert) => [alert.alert_id, alert]));
      return pageOf([...recent, ...older.map((alert) => known.get(alert.alert_id) ?? alert)], limit);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'HISTORY_OFF') return pageOf(this.inMemory(query), limit);
      if (recent.length === 0) throw error;
      return { alerts: recent, next: from };
    }
  }

  private inMemory({ accounts, open, after }: AlertQuery): Alert[] {
    const allowed = accounts && new Set(accounts);
    return this.feed
      .alerts()
      .filter(({ account_index }) => !allowed || (account_index !== null && allowed.has(account_index)))
      .filter((alert) => (!open || alert.resolved_at === null) && (!after || isAfter(alert, after)))
      .toSorted(newestFirst);
  }

  /** Memory has every alert that began at or after this time. */
  private completeSince(): number {
    const alerts = this.feed.alerts();
    if (alerts.length < ALERTS_KEPT) return this.store.loadedSince;
    // The list is cut by the time of the last change, which is never before the beginning.
    const ended = alerts.filter(({ resolved_at }) => resolved_at !== null);
    return ended.reduce((least, { updated_at }) => Math.min(least, updated_at), END_OF_TIME) + 1;
  }
}

function pageOf(alerts: Alert[], limit: number): AlertPage {
  const page = alerts.slice(0, limit);
  const last = page.at(-1);
  return { alerts: page, next: alerts.length > limit && last ? last : null };
}
