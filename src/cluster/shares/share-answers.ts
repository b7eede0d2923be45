import { decodePosition, encodePosition, isAfter, newestFirst } from '../../alerts/alert-position.js';
import type { AlertChannelDto, AlertChannelsDto } from '../../alerts/delivery/alert-channels.dto.js';
import type { AlertsDto } from '../../alerts/alerts.dto.js';
import { controlStatus } from '../../control/control-status.js';
import type { ControlledDto, ControlStatusDto } from '../../control/control.dto.js';
import type { RawMessagesDto } from '../../control/raw-messages.dto.js';
import { summaryOf } from '../../incidents/errors-summary.js';
import type { ErrorDto, ErrorsDto } from '../../incidents/errors.dto.js';

/** Makes one answer of those of all leaders. @param query of the request @param now Unix seconds */
type Combine = (answers: never[], query: URLSearchParams, now: number) => object;

const MAX_ERRORS = 1_000;
const DEFAULT_ERRORS = 50;
const DEFAULT_RAW_MESSAGES = 30;
const DEFAULT_ALERTS = 100;

/** How a request about the whole service is answered, by method and path. Others go to one leader. */
const COMBINED: Readonly<Record<string, Combine>> = {
  'GET /api/errors': combinedErrors,
  'POST /api/errors/clear': added,
  'GET /api/control/status': combinedControl,
  'POST /api/control/pause': combinedControl,
  'POST /api/control/resume': combinedControl,
  'POST /api/ws/reconnect': added,
  'POST /api/rest/reconnect': added,
  'POST /api/connections/reconnect': added,
  'GET /api/ws/raw-messages': combinedRawMessages,
  'GET /api/alerts': combinedAlerts,
  'GET /api/alerts/channels': combinedChannels,
};

/** Rules are the same in every share. */
const RULE = /^(PUT|DELETE) \/api\/alert-rules\//;

/** @returns how to answer for all shares; `null` when one leader answers */
export function combinationOf(method: string, path: string): Combine | null {
  const request = `${method} ${path}`;
  return COMBINED[request] ?? (RULE.test(request) ? first : null);
}

/** What to ask each leader, where that is more than what the caller asked. */
export function questionFor(path: string, query: URLSearchParams): string {
  const asked = new URLSearchParams(query);
  // The summary counts every incident, independent of `limit` and `source`. Invalid values stay, to be refused.
  if (path === '/api/errors') {
    asked.delete('source');
    if (/^\d{1,4}$/.test(asked.get('limit') ?? '1')) asked.set('limit', String(MAX_ERRORS));
  }
  const text = asked.toString();
  return text === '' ? path : `${path}?${text}`;
}

function first(answers: object[]): object {
  return answers[0]!;
}

/** Counts are added up; everything else is alike. */
function added(answers: Record<string, unknown>[]): object {
  const [one = {}] = answers;
  return Object.fromEntries(
    Object.entries(one).map(([name, value]) => [
      name,
      typeof value === 'number' ? answers.reduce((sum, each) => sum + Number(each[name]), 0) : value,
    ]),
  );
}

/** Paused where any share is: the service as a whole does not run then. */
function combinedControl(answers: (ControlStatusDto | ControlledDto)[]): object {
  const rest_paused = answers.some((answer) => answer.rest_paused);
  const ws_paused = answers.some((answer) => answer.ws_paused);
  if ('success' in answers[0]!) return { success: true, rest_paused, ws_paused } satisfies ControlledDto;
  return controlStatus({ rest_paused, ws_paused });
}

function combinedErrors(answers: ErrorsDto[], query: URLSearchParams, now: number): ErrorsDto {
  const all = answers.flatMap(({ errors }) => errors).sort((a, b) => b.timestamp - a.timestamp);
  const source = query.get('source');
  const chosen = all.filter((error: ErrorDto) => source === null || error.source === source);
  const limit = Number(query.get('limit') ?? DEFAULT_ERRORS);
  return { errors: chosen.slice(0, limit), summary: summaryOf(all, now) };
}

function combinedRawMessages(answers: RawMessagesDto[], query: URLSearchParams): RawMessagesDto {
  const limit = Number(query.get('limit') ?? DEFAULT_RAW_MESSAGES);
  const messages = answers
    .flatMap((answer) => answer.messages)
    .sort((a, b) => b.timestamp - a.timestamp)
    .slice(0, limit);
  return { messages, count: messages.length };
}

/**
 * Each page has the alerts of its share and, from some time on, the stored ones of all. So the newest of all pages are complete
 * down to where the first of them ends.
 */
function combinedAlerts(pages: AlertsDto[], query: URLSearchParams): AlertsDto {
  const limit = Number(query.get('limit') ?? DEFAULT_ALERTS);
  const ends = pages.flatMap(({ next_cursor }) => decodePosition(next_cursor) ?? []).sort(newestFirst);
  const [end] = ends;
  const byId = new Map<string, AlertsDto['alerts'][number]>();
  for (const alert of pages.flatMap(({ alerts }) => alerts)) {
    const known = byId.get(alert.alert_id);
    if (!known || known.updated_at < alert.updated_at) byId.set(alert.alert_id, alert);
  }
  const complete = [...byId.values()].filter((alert) => !end || !isAfter(alert, end)).sort(newestFirst);
  const alerts = complete.slice(0, limit);
  const next = complete.length > limit ? alerts.at(-1) : end;
  return { alerts, next_cursor: next ? encodePosition(next) : null };
}

/** Every leader delivers the alerts of its accounts to every channel. */
function combinedChannels(answers: AlertChannelsDto[]): AlertChannelsDto {
  const byName = Map.groupBy(
    answers.flatMap(({ channels }) => channels),
    ({ name }) => name,
  );
  return { channels: [...byName.values()].map(combinedChannel) };
}

function combinedChannel(parts: AlertChannelDto[]): AlertChannelDto {
  const sum = (field: 'waiting' | 'delivered' | 'rejected' | 'dropped' | 'failed_attempts'): number =>
    parts.reduce((total, part) => total + part[field], 0);
  const times = (field: 'waiting_since' | 'last_delivered_at' | 'next_attempt_at'): string[] =>
    parts.flatMap((part) => part[field] ?? []).sort();
  return {
    name: parts[0]!.name,
    waiting: sum('waiting'),
    waiting_since: times('waiting_since')[0] ?? null,
    delivered: sum('delivered'),
    rejected: sum('rejected'),
    dropped: sum('dropped'),
    failed_attempts: sum('failed_attempts'),
    last_delivered_at: times('last_delivered_at').at(-1) ?? null,
    last_error: parts.find(({ last_error }) => last_error !== null)?.last_error ?? null,
    next_attempt_at: times('next_attempt_at')[0] ?? null,
  };
}
