import type { IncomingMessage } from 'node:http';
import { authMissing, invalidParam } from '../simulated-error.js';

const MAX_FORM_BYTES = 65_536;

/** A parsed request. `endpoint` is the path after `/api/v1/`, or the path itself for `/` and `/info`. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly endpoint: string;
  readonly query: URLSearchParams;
  readonly ip: string;
  /** From `Authorization` (no scheme prefix) or `?auth=`. */
  readonly auth: string | undefined;
}

export function readRequest(request: IncomingMessage): RestRequest {
  const url = urlOf(request);
  const path = url.pathname;
  return {
    method: request.method ?? 'GET',
    path,
    endpoint: path.startsWith('/api/v1/') ? path.slice('/api/v1/'.length) : path,
    query: url.searchParams,
    ip: remoteIp(request),
    auth: request.headers.authorization ?? url.searchParams.get('auth') ?? undefined,
  };
}

/** The account index in the query, or null. */
export function accountOf({ query }: RestRequest): number | null {
  const text = query.get('account_index') ?? (query.get('by') === 'index' ? query.get('value') : null);
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

/** The requested URL; an unparsable one maps to a path without an endpoint. */
export function urlOf(request: IncomingMessage): URL {
  return URL.parse(request.url ?? '/', 'http://exchange') ?? new URL('http://exchange/unreadable');
}

export function remoteIp(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** Adds the form fields of a POST to the query. @returns the body. Throws SimulatedError when it is too long or no form. */
export async function readForm(request: IncomingMessage, into: URLSearchParams): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_FORM_BYTES) throw invalidParam('body');
  }
  const body = Buffer.concat(chunks);
  for (const [name, value] of await fieldsOf(body, request.headers['content-type'])) into.set(name, value);
  return body;
}

async function fieldsOf(body: Buffer, type = ''): Promise<Iterable<[string, string]>> {
  if (!type.startsWith('multipart/')) return new URLSearchParams(body.toString());
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return [...form].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
  } catch {
    throw invalidParam('body');
  }
}

/** The token the request carries. Throws 20001 without one. */
export function tokenOf(request: RestRequest): string {
  if (!request.auth) throw authMissing();
  return request.auth;
}

export function requiredText(query: URLSearchParams, name: string): string {
  const text = query.get(name);
  if (!text) throw invalidParam(name);
  return text;
}

/** A whole number within bounds. Throws 20001 naming the parameter; a missing one is an error unless `fallback` is given. */
export function integer(
  query: URLSearchParams,
  name: string,
  bounds: { min?: number; max?: number; fallback?: number } = {},
): number {
  const text = query.get(name);
  if (text === null && bounds.fallback !== undefined) return bounds.fallback;
  const value = text !== null && /^-?\d{1,16}$/.test(text) ? Number(text) : NaN;
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
  if (!(value >= min && value <= max)) throw invalidParam(name);
  return value;
}

export function oneOf<T extends string>(
  query: URLSearchParams,
  name: string,
  known: readonly T[],
  fallback?: T,
): T {
  const text = query.get(name) ?? fallback;
  const value = known.find((candidate) => candidate === text);
  if (value === undefined) throw invalidParam(name);
  return value;
}

/** An opaque cursor that holds one number. */
export function encodeCursor(value: number): string {
  return Buffer.from(JSON.stringify({ id: value })).toString('base64');
}

/** The number in the cursor, or null when the request has no cursor. */
export function cursorOf(query: URLSearchParams): number | null {
  const text = query.get('cursor');
  if (!text) return null;
  const match = /^\{"id":(\d{1,16})\}$/.exec(Buffer.from(text, 'base64').toString());
  if (!match) throw invalidParam('cursor');
  return Number(match[1]);
}
