import { parseCookie } from 'cookie';
import { SESSION_COOKIE, type AccessRequest } from './authenticator.port.js';

/** Parameter names under which clients put keys into URLs, where every log on the way would keep them. */
const KEY_IN_URL = [
  'key',
  'api_key',
  'apikey',
  'api-key',
  'x-api-key',
  'token',
  'access_token',
  'auth',
  'authorization',
];

/** The credentials that a request carries. */
export interface RequestCredentials {
  key: string | null;
  session: string | null;
  ticket: string | null;
  /** Name of the query parameter that holds a key, if any. */
  keyInUrl: string | null;
}

export function credentialsOf({ headers, url }: Pick<AccessRequest, 'headers' | 'url'>): RequestCredentials {
  const { cookie } = headers;
  const { ticket, keyInUrl } = inUrl(url);
  return {
    key: bearer(headers.authorization) ?? single(headers['x-api-key']) ?? null,
    session: cookie === undefined ? null : (parseCookie(String(cookie))[SESSION_COOKIE] ?? null),
    ticket,
    keyInUrl,
  };
}

/** Whether it carries any credential, valid or not. */
export function hasCredentials({ headers, url }: Pick<AccessRequest, 'headers' | 'url'>): boolean {
  return Object.values(credentialsOf({ headers, url })).some((each) => each !== null);
}

function inUrl(url: string): Pick<RequestCredentials, 'ticket' | 'keyInUrl'> {
  const start = url.indexOf('?');
  if (start < 0) return { ticket: null, keyInUrl: null };
  const query = new URLSearchParams(url.slice(start + 1));
  return {
    ticket: query.get('ticket'),
    keyInUrl: keysIn(query)[0] ?? null,
  };
}

/** Names of the query parameters that hold a key. */
export function keysIn(query: URLSearchParams): string[] {
  return [...query.keys()].filter((name) => KEY_IN_URL.includes(name.toLowerCase()));
}

function bearer(header: string | string[] | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(single(header) ?? '')?.[1];
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
