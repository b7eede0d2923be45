import { availableParallelism } from 'node:os';
import { Secret } from '../../secrets/secret.js';
import type { Reader } from '../variable.js';

const SWITCH = new Map(
  Object.entries({ true: true, on: true, yes: true, 1: true, false: false, off: false, no: false, 0: false }),
);

export const text: Reader<string> = { read: (value) => value, expects: 'text' };

export const secret: Reader<Secret> = { read: (value) => new Secret(value), expects: 'text' };

export const integer: Reader<number> = {
  read: (value) => (/^\d{1,15}$/.test(value) ? Number(value) : undefined),
  expects: 'a whole number',
};

/** A number of processes; `auto`: one for each core but the one of the collector. */
export const gatewayCount: Reader<number> = {
  read: (value) =>
    value.toLowerCase() === 'auto' ? Math.max(1, availableParallelism() - 1) : integer.read(value),
  expects: 'a whole number or auto',
};

/** Seconds, with an optional fraction, as milliseconds. */
export const seconds: Reader<number> = {
  read: (value) => (/^\d{1,9}(\.\d{1,6})?$/.test(value) ? Math.round(Number(value) * 1000) : undefined),
  expects: 'a number of seconds',
};

export const onOff: Reader<boolean> = {
  read: (value) => SWITCH.get(value.toLowerCase()),
  expects: 'on or off (or true, false, yes, no, 1, 0)',
};

/** One of a few words, case-insensitive. */
export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return {
    read: (value) => words.find((word) => word.toLowerCase() === value.toLowerCase()),
    expects: `one of ${words.join(', ')}`,
  };
}

/** `scheme://host[:port]` without a path, as `URL.origin` spells it. */
export const httpOrigin: Reader<string> = {
  read: (value) => {
    const url = URL.parse(value);
    const bare =
      url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
    return bare && /^https?:$/.test(url.protocol) ? url.origin : undefined;
  },
  expects: 'an http or https address without a path, such as https://example.org',
};

/** An origin of web pages: http, https, or the scheme of an app shell, such as `tauri://localhost`. */
export const webOrigin: Reader<string> = {
  read: (value) => {
    const origin = httpOrigin.read(value);
    if (origin !== undefined) return origin;
    const shell = /^([a-z][a-z0-9+.-]*):\/\/[a-z0-9.-]+(:\d{1,5})?$/i.exec(value);
    return shell && !/^(https?|wss?|file|data|blob|javascript)$/i.test(shell[1]!)
      ? value.toLowerCase()
      : undefined;
  },
  expects: 'an address without a path, such as https://example.org or tauri://localhost',
};

/** Plain segments; the first must not be one of the service's own, which it could not tell apart. */
const PUBLIC_PATH =
  /^(?!\/(?:api|docs|docs-json|docs-yaml|health|metrics|ws|assets|stream|info|as)(?:\/|$))(?:\/[\w.~-]+)*\/?$/;

/** `http(s)://host[:port][/path]` without a trailing slash. */
export const publicUrl: Reader<string> = {
  read: (value) => {
    const url = URL.parse(value);
    if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
    if (url.search !== '' || url.hash !== '' || url.username !== '') return undefined;
    if (!PUBLIC_PATH.test(url.pathname)) return undefined;
    return url.origin + url.pathname.replace(/\/+$/, '');
  },
  expects:
    'an http or https address with an optional path that does not begin with a path of the API, such as https://example.org/lighter',
};

export const redisUrl: Reader<Secret> = {
  read: (value) => {
    const url = URL.parse(value);
    return url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== ''
      ? new Secret(value)
      : undefined;
  },
  expects: 'a redis or rediss address',
};

export const webSocketUrl: Reader<string> = {
  read: (value) => {
    const url = URL.parse(value);
    return url !== null && /^wss?:$/.test(url.protocol) && url.username === '' ? value : undefined;
  },
  expects: 'a ws or wss address',
};

/** Entries separated by commas, each read by `each`. */
export function listOf<T>(each: Reader<T>): Reader<readonly T[]> {
  return {
    read: (value) => {
      const entries = value.split(',').map((entry) => each.read(entry.trim()));
      return entries.some((entry) => entry === undefined) ? undefined : (entries as T[]);
    },
    expects: `a list, separated by commas, each entry ${each.expects}`,
  };
}
