import { Injectable } from '@nestjs/common';
import { isLive } from 'lighter-broadcaster-protocol/account';
import { ALERT_STATES, type Alert } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS, type AlertKind, ALERT_SEVERITIES } from 'lighter-broadcaster-protocol/alert-kinds';
import { INCIDENT_SOURCES } from 'lighter-broadcaster-protocol/operations';
import { z } from 'zod';
import { canSee, canSeeIncident } from '../../access/principal.js';
import { Clock } from '../../clock/clock.js';
import { VERSION } from '../../config/version.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { freshnessOf, freshnessSchema } from '../answer-freshness.js';
import { OwnApi } from '../own-api.js';
import { AccountTools } from './account.tools.js';
import { accountIndex, cut, iso, listOf, rowLimit, tool, type Tool } from './tool.js';

const ALERT_KIND_NAMES = Object.keys(ALERT_KINDS) as [AlertKind, ...AlertKind[]];

const incident = z.object({
  timestamp: z.string(),
  account_index: z.number().nullable(),
  account: z.string().nullable(),
  source: z.enum(INCIDENT_SOURCES),
  severity: z.enum(['info', 'warning', 'error']),
  kind: z.string().describe('docs/operations.md says what each kind means and what to do'),
  code: z.string().nullable(),
  message: z.string(),
});

const alert = z.object({
  alert_id: z.string(),
  rule: z.string(),
  kind: z.enum(ALERT_KIND_NAMES).describe('docs/alerts.md says what each kind means and what to do'),
  severity: z.enum(ALERT_SEVERITIES),
  state: z.enum(ALERT_STATES).describe('firing and acknowledged alerts are open'),
  account_index: z.number().nullable(),
  account: z.string().nullable(),
  market: z.string().nullable(),
  summary: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()]).nullable()),
  since: z.string(),
  acknowledged_by: z.string().nullable(),
  resolved_at: z.string().nullable(),
  count: z.number().describe('Number of events that it stands for'),
});

const connection = z.object({
  link_id: z.string(),
  account: z.string(),
  state: z.string(),
  last_error: z.string().nullable(),
  last_success_at: z.string().nullable(),
});

interface HistoryStatus {
  backend: string;
  lag_rows: number;
  lag_seconds: number;
  ready: boolean;
  faults: { kind: string; what_to_do: string }[];
}

const LIVE = ['summary', 'positions', 'marks', 'orders', 'trades'] as const;

/** How the service itself is doing. */
@Injectable()
export class OperationsTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'get_incidents',
      title: 'Incidents',
      description:
        'Recent problems of connections, proxies, rate limits, credentials and storage, newest first.',
      input: z.strictObject({
        account_index: accountIndex,
        source: z.enum(INCIDENT_SOURCES).optional(),
        limit: rowLimit(200, 50),
      }),
      output: z.object({ ...listOf(incident), freshness: freshnessSchema }),
      run: ({ principal }, { account_index, source, limit }) => {
        const states = this.accounts.states(principal, account_index);
        const rows = this.feed
          .incidents()
          .filter(
            (each) =>
              canSeeIncident(principal, each) &&
              (account_index === undefined || each.account_index === account_index) &&
              (source === undefined || each.source === source),
          )
          .map((each) => ({
            timestamp: iso(each.timestamp),
            account_index: each.account_index,
            account: each.account_name,
            source: each.source,
            severity: each.severity,
            kind: each.error_type,
            code: each.error_code,
            message: each.message,
          }));
        return { ...cut(rows, limit), freshness: freshnessOf(states, LIVE, this.clock.wallNow()) };
      },
    }),
    tool({
      name: 'get_alerts',
      title: 'Alerts',
      description:
        'What alert rules found, newest first; only what is still open unless you ask for the others.',
      input: z.strictObject({
        account_index: accountIndex,
        open: z.boolean().default(true).describe('false: resolved alerts too'),
        limit: rowLimit(200, 50),
      }),
      output: z.object({ rows: z.array(alert), truncated: z.boolean(), freshness: freshnessSchema }),
      run: async (caller, { account_index, open, limit }) => {
        const states = this.accounts.states(caller.principal, account_index);
        const { alerts, next_cursor } = await this.api.get<{ alerts: Alert[]; next_cursor: string | null }>(
          caller,
          '/api/alerts',
          {
            account_index: account_index?.toString(),
            open: String(open),
            limit: String(limit),
          },
        );
        const rows = alerts.map(({ account_name, since, resolved_at, ...row }) =>
          alert.parse({
            ...row,
            account: account_name,
            since: iso(since),
            resolved_at: resolved_at === null ? null : iso(resolved_at),
          }),
        );
        const freshness = freshnessOf(states, LIVE, this.clock.wallNow());
        return { rows, truncated: next_cursor !== null, freshness };
      },
    }),
    tool({
      name: 'get_health',
      title: 'Health',
      description:
        'Whether data is fresh, which connections to the exchange are down, and how the history is doing.',
      input: z.strictObject({}),
      output: z.object({
        status: z.enum(['healthy', 'degraded']),
        version: z.string(),
        accounts: z.number(),
        live_accounts: z.number(),
        connections: z.number(),
        connections_down: z.array(connection),
        collection_paused: z.boolean(),
        history: z
          .object({
            backend: z.string(),
            ready: z.boolean(),
            lag_rows: z.number(),
            lag_seconds: z.number(),
            faults: z.array(z.object({ kind: z.string(), what_to_do: z.string() })),
          })
          .nullable()
          .describe('null: the history could not be asked, see history_error'),
        history_error: z.string().nullable(),
        freshness: freshnessSchema,
      }),
      run: async (caller) => {
        const { principal } = caller;
        const states = this.accounts.states(principal);
        const live = states.filter(isLive).length;
        const { links, control } = this.feed.connections();
        const own = links.filter(({ account_index: index }) => index !== null && canSee(principal, index));
        const down = own.filter(({ state }) => state !== 'connected' && state !== 'idle');
        const history = await this.api
          .get<HistoryStatus>(caller, '/api/supabase/status')
          .then((status) => ({ status, error: null }))
          .catch((error: unknown) => ({ status: null, error: (error as Error).message }));
        const healthy = live === states.length && down.length === 0 && (history.status?.ready ?? false);
        return {
          status: healthy ? ('healthy' as const) : ('degraded' as const),
          version: VERSION,
          accounts: states.length,
          live_accounts: live,
          connections: own.length,
          connections_down: down.slice(0, 50).map((link) => ({
            link_id: link.link_id,
            account: link.account_name,
            state: link.state,
            last_error: link.last_error,
            last_success_at: link.last_success_at === null ? null : iso(link.last_success_at),
          })),
          collection_paused: control.rest_paused || control.ws_paused,
          history: history.status && {
            backend: history.status.backend,
            ready: history.status.ready,
            lag_rows: history.status.lag_rows,
            lag_seconds: history.status.lag_seconds,
            faults: history.status.faults.map(({ kind, what_to_do }) => ({ kind, what_to_do })),
          },
          history_error: history.error,
          freshness: freshnessOf(states, LIVE, this.clock.wallNow()),
        };
      },
    }),
  ];

  constructor(
    private readonly feed: ChangeFeed,
    private readonly api: OwnApi,
    private readonly accounts: AccountTools,
    private readonly clock: Clock,
  ) {}
}
