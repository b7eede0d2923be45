import { canSee, canSeeIncident, type Principal } from '../access/principal.js';
import { statusFor, type HistoryStatus } from '../history/history-status.js';
import { Problem } from '../http/problems.js';
import { summaryOf } from '../incidents/errors-summary.js';
import type { ErrorDto, ErrorsDto } from '../incidents/errors.dto.js';
import type { Asked } from './asked.decorator.js';
import type { RemoteAnswer } from './remote-api.js';

interface Trades {
  trades: { account_index: number | string }[];
  count: number;
}

/** How a route about several accounts, asked with a key that sees some of them, is kept to these. */
interface Narrowing {
  /** Whether it is about those accounts alone that are named. */
  takesNames?: true;
  /** Changes the query when none is named. */
  ask?: (query: URLSearchParams, accounts: ReadonlySet<number>) => void;
  answer?: (body: never, principal: Principal, query: URLSearchParams, now: number) => object;
}

const MOST_ERRORS = 1_000;
const DEFAULT_ERRORS = 50;
/** Of sums nothing can be left out afterwards, so they are asked of the right accounts. */
const SUM: Narrowing = {
  takesNames: true,
  ask: (query, accounts) => query.set('accounts', [...accounts].join(',')),
};
const HARMLESS: Narrowing = {};

const NARROWINGS: Record<string, Narrowing> = {
  '/api/history/equity': SUM,
  '/api/history/pnl': SUM,
  '/api/history/trades': { answer: tradesSeen },
  '/api/supabase/status': { answer: (status: HistoryStatus, principal) => statusFor(principal, status) },
  '/api/errors': { ask: askAllErrors, answer: errorsSeen },
  '/api/errors/clear': HARMLESS,
  '/api/control/status': HARMLESS,
  '/api/control/pause': HARMLESS,
  '/api/control/resume': HARMLESS,
};
const ABOUT_NAMED: Narrowing = { takesNames: true };

/** Path and query to ask the other instance with, and what to make of its answer. */
export interface Passage {
  url: string;
  narrow: (answer: RemoteAnswer, now: number) => string;
}

/** @throws Problem where it is about an account that the principal does not see, or can't be kept to those that it sees. */
export function passageFor({ principal, url, route, query, named }: Asked): Passage {
  const hidden = named.find((index) => !canSee(principal, index));
  if (hidden !== undefined) throw new Problem('ACCOUNT_NOT_FOUND', `Account ${hidden} is not configured`);
  const narrowing = NARROWINGS[route] ?? ABOUT_NAMED;
  if (principal.accounts === null || (narrowing.takesNames && named.length > 0))
    return { url, narrow: ({ text }) => text };
  if (narrowing === ABOUT_NAMED)
    throw new Problem('FORBIDDEN', 'Name one account, or use a key that sees all.');
  const asked = new URLSearchParams(query);
  narrowing.ask?.(asked, principal.accounts);
  return {
    url: `${route}?${asked.toString()}`,
    narrow: (answer, now) =>
      narrowing.answer ? narrowedBy(narrowing.answer, principal, query, answer, now) : answer.text,
  };
}

function narrowedBy(
  narrow: NonNullable<Narrowing['answer']>,
  principal: Principal,
  query: URLSearchParams,
  { contentType, text }: RemoteAnswer,
  now: number,
): string {
  if (contentType.startsWith('application/json'))
    return JSON.stringify(narrow(JSON.parse(text) as never, principal, query, now));
  throw new Problem(
    'FORBIDDEN',
    'A key that sees some accounts only may read this as JSON, or for one account.',
  );
}

/** Decimals are strings in rows, so that nothing is lost on the way. */
function tradesSeen(page: Trades, principal: Principal): Trades {
  const trades = page.trades.filter((row) => canSee(principal, Number(row.account_index)));
  return { ...page, trades, count: trades.length };
}

/** The summary counts every incident that is seen, however few are asked for. */
function askAllErrors(query: URLSearchParams): void {
  query.set('limit', String(MOST_ERRORS));
  query.delete('source');
}

function errorsSeen(
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
