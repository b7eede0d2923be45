import { INCIDENT_SOURCES } from 'lighter-broadcaster-protocol/operations';
import { canSee, canSeeIncident, type Principal } from '../access/principal.js';
import type { AlertDto, AlertsDto } from '../alerts/alerts.dto.js';
import { statusFor, type HistoryStatus } from '../history/history-status.js';
import { Problem } from '../http/problems.js';
import { summaryOf } from '../incidents/errors-summary.js';
import type { ErrorDto, ErrorsDto } from '../incidents/errors.dto.js';
import type { ProxyRequest } from './proxy-request.decorator.js';
import type { RemoteAnswer } from './collector-api.port.js';

/** Rows of several accounts under the name of their list. */
type Page<Name extends string> = Record<Name, { account_index: number | string }[]> & { count: number };

/** How a route about several accounts is limited to some of them. */
interface Rule {
  /** The route can be limited by naming accounts in the request. */
  namesAccounts?: true;
  /** Changes the query when it names no account. */
  rewriteQuery?: (query: URLSearchParams, accounts: ReadonlySet<number>) => void;
  filterBody?: (body: never, principal: Principal, query: URLSearchParams, now: number) => object;
}

const MAX_ERRORS = 1_000;
const DEFAULT_ERRORS = 50;
/** Aggregates cannot be filtered afterwards, so request them for the permitted accounts only. */
const AGGREGATE: Rule = {
  namesAccounts: true,
  rewriteQuery: (query, accounts) => query.set('accounts', [...accounts].join(',')),
};
const WITHOUT_ACCOUNTS: Rule = {};

const RULES: Record<string, Rule> = {
  '/api/history/equity': AGGREGATE,
  '/api/history/equity/changes': AGGREGATE,
  '/api/history/equity/curves': AGGREGATE,
  '/api/history/pnl': AGGREGATE,
  '/api/history/trades': { filterBody: visibleRows('trades') },
  '/api/history/cash-flows': { filterBody: visibleRows('cash_flows') },
  '/api/supabase/status': { filterBody: (status: HistoryStatus, principal) => statusFor(principal, status) },
  '/api/errors': { rewriteQuery: requestAllErrors, filterBody: visibleErrors },
  '/api/control/status': WITHOUT_ACCOUNTS,
  '/api/alerts': { namesAccounts: true, filterBody: visibleAlerts },
  '/api/alerts/:alert_id/acknowledge': { filterBody: visibleAlert },
  '/api/alerts/channels': WITHOUT_ACCOUNTS,
  '/api/alerts/test': WITHOUT_ACCOUNTS,
  '/api/alerts/push': WITHOUT_ACCOUNTS,
  '/api/alerts/push/remove': WITHOUT_ACCOUNTS,
};
const ONE_ACCOUNT: Rule = { namesAccounts: true };

export interface ScopeFilter {
  /** Path and query to request from the other instance. */
  path: string;
  /** The part of its answer that the principal may see. */
  filter: (answer: RemoteAnswer, now: number) => string;
}

/**
 * Limits a request to the accounts that the principal sees. The other instance applies the same limits when it supports
 * them; this side does not rely on that.
 * @throws Problem ACCOUNT_NOT_FOUND for a hidden account, FORBIDDEN when the route cannot be limited.
 */
export function scopeFilterFor({ principal, route, accountIndex, id, query }: ProxyRequest): ScopeFilter {
  const named = accountsNamedBy(accountIndex, query);
  const hidden = named.find((index) => !canSee(principal, index));
  if (hidden !== undefined) throw new Problem('ACCOUNT_NOT_FOUND', `Account ${hidden} is not configured`);
  const path = route.replace(':account_index', String(accountIndex)).replace(/:(alert|rule)_id/, String(id));
  const rule = RULES[route] ?? ONE_ACCOUNT;
  if (principal.accounts === null || (rule.namesAccounts && named.length > 0))
    return { path: withQuery(path, query), filter: ({ text }) => text };
  if (rule === ONE_ACCOUNT)
    throw new Problem('FORBIDDEN', 'Name one account, or use a key that sees every account.');
  const rewritten = new URLSearchParams(query);
  rule.rewriteQuery?.(rewritten, principal.accounts);
  const { filterBody } = rule;
  return {
    path: withQuery(path, rewritten),
    filter: (answer, now) => (filterBody ? filtered(filterBody, principal, query, answer, now) : answer.text),
  };
}

/** @throws Problem INVALID_REQUEST for a misspelled index: the other instance might read another account from it. */
function accountsNamedBy(accountIndex: number | null, query: URLSearchParams): number[] {
  const inQuery = ['account_index', 'accounts'].flatMap((name) =>
    query.getAll(name).flatMap((text) => text.split(',').map((index) => indexOf(name, index))),
  );
  return accountIndex === null ? inQuery : [accountIndex, ...inQuery];
}

function indexOf(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Problem('INVALID_REQUEST', `${name} must be a whole number`);
  return Number(text);
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

function filtered(
  filterBody: NonNullable<Rule['filterBody']>,
  principal: Principal,
  query: URLSearchParams,
  { contentType, text }: RemoteAnswer,
  now: number,
): string {
  if (contentType.startsWith('application/json'))
    return JSON.stringify(filterBody(JSON.parse(text) as never, principal, query, now));
  throw new Problem(
    'FORBIDDEN',
    'A key limited to accounts may read this as JSON only, or name one account.',
  );
}

/** Parsing is safe here: decimals of rows are strings. */
function visibleRows<Name extends string>(name: Name) {
  return (page: Page<Name>, principal: Principal): object => {
    const rows = page[name].filter((row) => canSee(principal, Number(row.account_index)));
    return { ...page, [name]: rows, count: rows.length };
  };
}

/**
 * The summary counts every visible incident, independent of `limit` and `source`. Invalid values stay, so that the other
 * instance refuses them.
 */
function requestAllErrors(query: URLSearchParams): void {
  const source = query.get('source');
  if (source === null || INCIDENT_SOURCES.some((known) => known === source)) query.delete('source');
  if (/^\d{1,4}$/.test(query.get('limit') ?? '1')) query.set('limit', String(MAX_ERRORS));
}

function visibleAlerts({ alerts, ...page }: AlertsDto, principal: Principal): AlertsDto {
  return { ...page, alerts: alerts.filter((alert) => canSeeIncident(principal, alert)) };
}

function visibleAlert(alert: AlertDto, principal: Principal): AlertDto {
  if (!canSeeIncident(principal, alert)) throw new Problem('NOT_FOUND', 'There is no such alert');
  return alert;
}

function visibleErrors(
  { errors }: ErrorsDto,
  principal: Principal,
  query: URLSearchParams,
  now: number,
): ErrorsDto {
  const seen = errors.filter(({ account_index: index }) =>
    canSeeIncident(principal, { account_index: index === null ? null : Number(index) }),
  );
  const source = query.get('source');
  const chosen = seen.filter((error: ErrorDto) => source === null || error.source === source);
  const limit = Number(query.get('limit') ?? DEFAULT_ERRORS);
  return { errors: chosen.slice(0, limit), summary: summaryOf(seen, now / 1000) };
}
