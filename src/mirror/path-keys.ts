import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { type AccessRequest, accessRequestOf } from '../access/authenticator.port.js';
import { AppConfig } from '../config/app-config.js';
import { invalidAuth } from './exchange-answers.js';

/** A request of the exchange's clients. */
export interface MirrorRequest extends AccessRequest {
  readonly query: URLSearchParams;
  /** A key of this service from the path `/as/{key}/…`. Secret: never log it. */
  readonly pathKey: string | null;
}

const PATH = /^\/as\/([^/?]+)([/?].*)?$/s;

/**
 * API keys in the path, for clients that can send no header. The key is taken out of the URL first, so that nothing that
 * routes, logs or reports a URL sees it.
 */
@Injectable()
export class PathKeys {
  private readonly keys = new WeakMap<IncomingMessage, string>();

  constructor(private readonly config: AppConfig) {}

  /** Takes the key out of `request.url`. @param url of the request without the path of `PUBLIC_URL` */
  strip(request: IncomingMessage, url: string): string {
    const [, key, rest = '/'] = PATH.exec(url) ?? [];
    if (key === undefined) return url;
    this.keys.set(request, decoded(key));
    return (request.url = rest.startsWith('?') ? `/${rest}` : rest);
  }

  isIn(request: IncomingMessage): boolean {
    return this.keys.has(request);
  }

  /** @throws ExchangeRefusal 401 for a key in the path where none is accepted */
  requestOf(
    request: IncomingMessage,
    access = accessRequestOf(request),
    url = request.url ?? '/',
  ): MirrorRequest {
    const pathKey = this.keys.get(request) ?? null;
    if (pathKey !== null && !this.config.mirror.pathKeys)
      throw invalidAuth('API keys in the path are switched off (MIRROR_PATH_KEYS)');
    const at = url.indexOf('?');
    const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
    const { method, headers, remoteAddress } = access;
    return { method, headers, remoteAddress, url, query, pathKey };
  }
}

/** An undecodable key is no key, which the check of the key reports. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
