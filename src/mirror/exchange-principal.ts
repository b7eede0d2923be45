import { Injectable } from '@nestjs/common';
import { Authenticator, type AccessRequest } from '../access/authenticator.port.js';
import type { Principal } from '../access/principal.js';
import { keysIn } from '../access/request-credentials.js';
import { Problem } from '../http/problems.js';
import { WIRE_CODES } from '../lighter/wire.js';
import { ExchangeRefusal, invalidAuth } from './exchange-answers.js';
import type { MirrorRequest } from './path-keys.js';
import { TokenVerifier } from './token-verifier.js';

/** What a request shows of its sender. Secret: never log it. */
interface Shown {
  /** A key of this service, in a place that is for such keys only. */
  readonly key: string | null;
  /** In a place of the exchange's tokens, where a key of this service may be too. */
  readonly token: string | null;
  /** In the URL, where only a token of the exchange may be. */
  readonly inUrl: string | null;
  /** A parameter of the URL is named like a key: it must not be passed on to the exchange. */
  readonly isKeyInUrl: boolean;
}

type Found = Principal | null;

/** Parameters in which the exchange's clients send their token. */
export const TOKEN_IN_URL: ReadonlySet<string> = new Set(['auth', 'authorization']);

/**
 * Finds the principal of a request of the exchange's clients: by a key of this service in any place but the URL, by a
 * token of the exchange, or without either where this service needs none. `null`: an unknown caller.
 */
@Injectable()
export class ExchangePrincipal {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly verifier: TokenVerifier,
  ) {}

  /**
   * @param auth the `auth` field of a frame; `null` for a request
   * @param isForWriting the right to read, which may need no credential, is not enough
   * @throws ExchangeRefusal 401 for a wrong key or token, also by rejecting
   */
  identify(
    request: MirrorRequest,
    bucket: string,
    auth: string | null = null,
    isForWriting = false,
  ): Found | Promise<Found> {
    const shown = shownIn(request, auth);
    if (shown.isKeyInUrl || (shown.inUrl !== null && this.byKey(request, shown.inUrl) !== null))
      return refuse('API keys are not accepted in URLs');
    if (shown.key !== null) return this.byKey(request, shown.key) ?? refuse('this API key is unknown');
    if (shown.token !== null) {
      const principal = this.byKey(request, shown.token);
      if (principal) return principal;
    }
    const free = this.withoutCredential(request);
    const token = shown.token ?? shown.inUrl;
    // Where this service needs no credential, clients may send any token: theirs would add no right.
    if (token === null || (free !== null && !(isForWriting && free.scope === 'read'))) return free;
    return this.verifier.verify(token, bucket);
  }

  private byKey(request: MirrorRequest, key: string): Found {
    const { headers } = request;
    if (headers['x-api-key'] === key && headers.authorization === undefined)
      return this.ask(bare(request, headers));
    if (!/^[\x21-\x7e]+$/.test(key)) return null;
    return this.ask(bare(request, { ...withoutCredentials(request), 'x-api-key': key }));
  }

  private withoutCredential(request: MirrorRequest): Found {
    return this.ask(bare(request, withoutCredentials(request)));
  }

  /** @returns `null` when it is not authenticated @throws ExchangeRefusal for a request that may not be made at all */
  private ask(request: AccessRequest): Found {
    try {
      return this.authenticator.authenticate(request);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'UNAUTHENTICATED') return null;
      throw new ExchangeRefusal(error.status, WIRE_CODES.invalidAuth, `invalid auth: ${error.message}`);
    }
  }
}

function refuse(reason: string): never {
  throw invalidAuth(reason);
}

/** The query is read here alone: for every other route a credential in it is refused. */
function bare({ method, remoteAddress }: MirrorRequest, headers: AccessRequest['headers']): AccessRequest {
  return { method, remoteAddress, url: '/', headers };
}

function withoutCredentials({ headers }: AccessRequest): AccessRequest['headers'] {
  const { authorization: _, 'x-api-key': __, ...others } = headers;
  return others;
}

function shownIn({ headers, query, pathKey }: MirrorRequest, auth: string | null): Shown {
  const header = [headers.authorization].flat()[0]?.trim() ?? '';
  const [, scheme, credentials = ''] = /^(bearer|basic)\s+(\S+)$/i.exec(header) ?? [];
  const apiKey = [headers['x-api-key']].flat()[0];
  const key = apiKey ?? (scheme && keyOf(scheme, credentials)) ?? pathKey;
  const bareHeader = scheme === undefined && header !== '' ? header : null;
  return {
    key: key || pathKey,
    token: auth ?? bareHeader,
    inUrl: query.get('auth') || query.get('authorization') || null,
    isKeyInUrl: keysIn(query).some((name) => !TOKEN_IN_URL.has(name)),
  };
}

/** Of Basic, the password, else the user: clients make it of `http://x:key@host`. */
function keyOf(scheme: string, credentials: string): string {
  if (scheme.toLowerCase() === 'bearer') return credentials;
  const text = Buffer.from(credentials, 'base64').toString();
  const at = text.indexOf(':');
  return at < 0 ? text : text.slice(at + 1) || text.slice(0, at);
}
