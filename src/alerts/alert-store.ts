import { Injectable } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Alert, AlertRule } from 'lighter-broadcaster-protocol/alert';
import { Clock } from '../clock/clock.js';
import { HistoryStore } from '../history/history-store.port.js';
import type { Cursor, Page } from '../history/queries.js';
import type { HistoryRow, RowOf } from '../history/row.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { isAfter, newestFirst, type AlertPosition } from './alert-position.js';
import type { SavedMemory } from './evaluation/alert-memory.js';
import { readRule } from './rules/read-rule.js';

/** Ended alerts that a start takes over, for the list and against repeats. */
const RECENT_MS = 7 * 86_400_000;

/** Alerts, rules and the evaluator's memory in the history; with HISTORY=off they last as long as the process. */
@Injectable()
export class AlertStore {
  /** `load` has returned every alert that began at or after this time. */
  loadedSince = 0;

  constructor(
    private readonly history: HistoryStore,
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
  ) {}

  async load(): Promise<SavedMemory> {
    this.loadedSince = this.clock.wallNow() - RECENT_MS;
    const rows = await this.history.kept('alerts', this.loadedSince);
    return { alerts: rows.map(alertOf), notes: await this.history.notes() };
  }

  /**
   * Alerts of the history that come after a position, newest first.
   * @param accounts `null` is all accounts, and alerts of no account
   * @throws Problem HISTORY_UNAVAILABLE when the store cannot be reached, HISTORY_OFF when there is none
   */
  async after(position: AlertPosition, accounts: readonly number[] | null, count: number): Promise<Alert[]> {
    const found: Alert[] = [];
    let cursor: Cursor | null = null;
    do {
      const span = { from: null, to: position.since + 1, order: 'desc' } as const;
      const page: Page<'alerts'> = await this.history.page({
        ...{ table: 'alerts', accounts, limit: count, cursor },
        ...span,
      });
      found.push(...page.rows.map(alertOf).filter((alert) => isAfter(alert, position)));
      cursor = page.next;
      // Alerts of one moment are in another order in the history, so a moment is read to its end.
    } while (cursor && (found.length < count || found[count - 1]?.since === cursor.timestamp));
    return found.sort(newestFirst).slice(0, count);
  }

  /** Stores alerts and notes of one step, all or nothing. @throws when the disk refuses them */
  async save(alerts: readonly Alert[], notes: Readonly<Record<string, string | null>>): Promise<void> {
    await this.history.appendNoted(
      alerts.map((alert) => this.alertRow(alert)),
      notes,
    );
  }

  /** Rules that the API set. One that this release cannot read is left out. */
  async rules(): Promise<AlertRule[]> {
    const rows = await this.history.kept('alert_rules', 0);
    return rows
      .filter(({ deleted }) => deleted !== true)
      .map(({ rule }) => readRule(JSON.parse(rule ?? 'null'), 'api'))
      .filter((rule): rule is AlertRule => !Array.isArray(rule));
  }

  saveRule(rule: AlertRule): Promise<void> {
    return this.history.append([this.ruleRow(rule, false)]);
  }

  deleteRule(rule: AlertRule): Promise<void> {
    return this.history.append([this.ruleRow(rule, true)]);
  }

  private ruleRow(rule: AlertRule, deleted: boolean): HistoryRow {
    const { source: _, ...fields } = rule;
    const values = { account_index: null, rule_id: rule.id, rule: JSON.stringify(fields), deleted };
    return { table: 'alert_rules', values: { ...values, ...this.origin(this.clock.wallNow()) } };
  }

  private alertRow({ rule, since, details, ...alert }: Alert): HistoryRow {
    const own = { ...alert, rule_id: rule, details: JSON.stringify(details) };
    return { table: 'alerts', values: { ...own, ...this.origin(alert.updated_at), timestamp: since } };
  }

  private origin(at: Millis) {
    const { epoch, seq } = this.feed.positionOf('alerts');
    return { timestamp: at, epoch, seq, received_at: at, raw_data: null };
  }
}

function alertOf(row: RowOf<'alerts'>): Alert {
  return {
    alert_id: row.alert_id ?? '',
    rule: row.rule_id ?? '',
    kind: row.kind as Alert['kind'],
    severity: row.severity as Alert['severity'],
    state: row.state as Alert['state'],
    account_index: row.account_index,
    account_name: row.account_name,
    market: row.market,
    subject: row.subject ?? '',
    summary: row.summary ?? '',
    details: JSON.parse(row.details ?? '{}') as Alert['details'],
    since: row.timestamp ?? 0,
    updated_at: row.updated_at ?? 0,
    acknowledged_by: row.acknowledged_by,
    acknowledged_at: row.acknowledged_at,
    resolved_at: row.resolved_at,
    count: row.count ?? 1,
  };
}
