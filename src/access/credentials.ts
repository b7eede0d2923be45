import { parseCookie } from 'cookie';
import { SESSION_COOKIE, type AccessRequest } from './authenticator.port.js';

/** Names under which keys are put into URLs, where every log on the way keeps them. */
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

/** What a request shows to say who asks. */
export interface Credentials {
  key: string | null;
  session: string | null;
  ticket: string | null;
  /** The query parameter that holds a key, where there is one. */
  keyInUrl: string | null;
}

export function credentialsOf({ headers, url }: Pick<AccessRequest, 'headers' | 'url'>): Credentials {
  const cookies = headers.cookie === undefined ? {} : parseCookie(String(headers.cookie));
  return {
    key: bearer(headers.authorization) ?? single(headers['x-api-key']) ?? null,
    session: cookies[SESSION_COOKIE] ?? null,
    ...inUrl(url),
  };
}

/** Whether it says who asks at all, rightly or not. */
export function showsAny({ headers, url }: Pick<AccessRequest, 'headers' | 'url'>): boolean {
  return Object.values(credentialsOf({ headers, url })).some((each) => each !== null);
}

function inUrl(url: string): Pick<Credentials, 'ticket' | 'keyInUrl'> {
  const start = url.indexOf('?');
  if (start < 0) return { ticket: null, keyInUrl: null };
  const query = new URLSearchParams(url.slice(start + 1));
  return {
    ticket: query.get('ticket'),
    keyInUrl: [...query.keys()].find((name) => KEY_IN_URL.includes(name.toLowerCase())) ?? null,
  };
}

function bearer(header: string | string[] | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(single(header) ?? '')?.[1];
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
