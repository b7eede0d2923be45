import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { SimulatedError, invalidAuth, restricted, tooManyRequests } from '../simulated-error.js';
import { encodeCursor } from '../rest/rest-request.js';
import { changeRows } from './json-rows.js';

/**
 * Effect of a REST fault: a named answer, an HTTP status with a matching or given body, no answer until lifted
 * (`stall`), a cut connection (`drop`), or the true answer, altered:
 * - `delayMs`: sent that much later on the clock, or when the fault ends, as it was when asked; with several delays,
 *   requests take them in turn;
 * - `lagMs`: from a copy that is this far behind; with several lags, requests alternate between such copies;
 * - `coding`: compressed, with or without the header that says so;
 * - `empty`: without its rows; `loop`: with a cursor that leads back to the same page.
 */
export type RestEffect =
  | 'rate-limit'
  | 'html-403'
  | 'geo-block'
  | 'invalid-auth'
  | 'bad-signature'
  | 'malformed'
  | 'truncated'
  | 'stall'
  | 'drop'
  | 'empty'
  | 'loop'
  | { status: number; body?: string; headers?: Record<string, string> }
  | { delayMs: number | readonly number[] }
  | { lagMs: number | readonly number[] }
  | { coding: Coding; header?: boolean };

export type Coding = 'gzip' | 'br' | 'deflate';

export interface RestResponse {
  status: number;
  body: string;
  headers: Record<string, string>;
}

export const HTML_403 =
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<HTML><HEAD><TITLE>ERROR: The request could not be ' +
  'satisfied</TITLE></HEAD><BODY><H1>403 ERROR</H1><P>Request blocked.</P></BODY></HTML>';

const JSON_TYPE = { 'content-type': 'application/json' };

const REFUSALS: Partial<Record<string, () => SimulatedError>> = {
  'rate-limit': tooManyRequests,
  'geo-block': restricted,
  'invalid-auth': () => invalidAuth('token expired'),
  'bad-signature': () => new SimulatedError(400, 29500, 'internal server error: invalid signature'),
};

/** The answer that replaces the true one, or undefined when the effect is not an answer. */
export function answerOf(effect: RestEffect): RestResponse | undefined {
  if (typeof effect === 'object') {
    if (!('status' in effect)) return undefined;
    const { status, body = bodyFor(status), headers = {} } = effect;
    return { status, body, headers: { ...JSON_TYPE, ...headers } };
  }
  const refusal = REFUSALS[effect]?.();
  if (refusal) return { status: refusal.http, body: refusal.body, headers: JSON_TYPE };
  if (effect === 'html-403') return html(403, HTML_403);
  if (effect === 'malformed')
    return { status: 200, body: '{"code":200,"accounts":[{"index":', headers: JSON_TYPE };
  return undefined;
}

/** A true answer without its rows. */
export function emptied(body: string): string {
  return changeRows(body, (row) => {
    for (const key of ['positions', 'orders', 'trades', 'position_fundings']) if (key in row) row[key] = [];
    delete row['next_cursor'];
  });
}

/** A true page whose cursor leads back to the page itself. @param cursor that of the request */
export function looped(body: string, cursor: string | null): string {
  let first: unknown = null;
  let root: Record<string, unknown> | null = null;
  return changeRows(body, (row) => {
    root ??= row;
    first ??= row['trade_id'] ?? row['transaction_time'] ?? row['funding_id'] ?? null;
    if (first !== null)
      root['next_cursor'] = cursor ?? encodeCursor(Number((first as { rawJSON: string }).rawJSON) + 1);
  });
}

const CODERS: Record<Coding, (body: string) => Buffer> = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
};

/** A body in a content coding. */
export function encoded(body: string, { coding, header = true }: { coding: Coding; header?: boolean }) {
  return { body: CODERS[coding](body), headers: header ? { 'content-encoding': coding } : {} };
}

/** Announces more bytes than it sends, then cuts the connection. */
export function truncate(response: ServerResponse): void {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': '4096' });
  response.write('{"code":200,"total":1,"accounts":[', () => response.socket?.destroy());
}

function html(status: number, body: string): RestResponse {
  return { status, body, headers: { 'content-type': 'text/html', 'x-amz-cf-id': 'simulated' } };
}

function bodyFor(status: number): string {
  if (status === 429) return tooManyRequests().body;
  if (status === 401) return invalidAuth('token expired').body;
  return JSON.stringify({ code: status >= 500 ? 29500 : 20001, message: 'internal server error' });
}
