import type { ServerResponse } from 'node:http';
import { invalidAuth, restricted, tooManyRequests } from '../api-error.js';

/**
 * Effect of a REST fault: a named answer, an HTTP status with a matching or given body, no answer until lifted
 * (`stall`), a cut connection (`drop`), or the true answer after `delayMs` on the clock.
 */
export type RestEffect =
  | 'rate-limit'
  | 'html-403'
  | 'geo-block'
  | 'invalid-auth'
  | 'malformed'
  | 'truncated'
  | 'stall'
  | 'drop'
  | { status: number; body?: string; headers?: Record<string, string> }
  | { delayMs: number };

export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

export const HTML_403 =
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<HTML><HEAD><TITLE>ERROR: The request could not be ' +
  'satisfied</TITLE></HEAD><BODY><H1>403 ERROR</H1><P>Request blocked.</P></BODY></HTML>';

const JSON_TYPE = { 'content-type': 'application/json' };

/** The answer that replaces the true one, or undefined when the effect is not an answer. */
export function answerOf(effect: RestEffect): Answer | undefined {
  if (effect === 'rate-limit') return refusal(tooManyRequests());
  if (effect === 'geo-block') return refusal(restricted());
  if (effect === 'invalid-auth') return refusal(invalidAuth('token expired'));
  if (effect === 'html-403') return html(403, HTML_403);
  if (effect === 'malformed')
    return { status: 200, body: '{"code":200,"accounts":[{"index":', headers: JSON_TYPE };
  if (typeof effect === 'string' || 'delayMs' in effect) return undefined;
  const { status, body = bodyFor(status), headers = {} } = effect;
  return { status, body, headers: { ...JSON_TYPE, ...headers } };
}

/** Announces more bytes than it sends, then cuts the connection. */
export function truncate(response: ServerResponse): void {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': '4096' });
  response.write('{"code":200,"total":1,"accounts":[', () => response.socket?.destroy());
}

function refusal(error: { http: number; body: string }): Answer {
  return { status: error.http, body: error.body, headers: JSON_TYPE };
}

function html(status: number, body: string): Answer {
  return { status, body, headers: { 'content-type': 'text/html', 'x-amz-cf-id': 'simulated' } };
}

function bodyFor(status: number): string {
  if (status === 429) return tooManyRequests().body;
  if (status === 401) return invalidAuth('token expired').body;
  return JSON.stringify({ code: status >= 500 ? 29500 : 20001, message: 'internal server error' });
}
