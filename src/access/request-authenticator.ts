import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { ApiKey } from '../config/values/api-keys.js';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import { Authenticator, type AccessRequest } from './authenticator.port.js';
import { credentialsOf } from './request-credentials.js';
import { KeyRing } from './key-ring.js';
import { isLocalRequest, isSameOrigin } from './loopback.js';
import type { Principal } from './principal.js';
import { restricted } from './restriction.js';
import { Sessions } from './sessions.js';
import { Tickets } from './tickets.js';

const LOOPBACK: Principal = { name: 'loopback', scope: 'admin', accounts: null, rate: null };
const PUBLIC: Principal = { name: 'public', scope: 'read', accounts: null, rate: null };
const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * By key, by ticket, by session; without any: this very machine while no key is configured, and everybody where
 * `PUBLIC_READ` opens reading.
 */
@Injectable()
export class RequestAuthenticator extends Authenticator {
  private readonly principals = new WeakMap<ApiKey, Principal>();
  private readonly letIn = new WeakMap<Principal, ApiKey>();

  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
    private readonly tickets: Tickets,
  ) {
    super();
  }

  override authenticate(request: AccessRequest): Principal {
    const principal = this.identify(request);
    const narrowed = restricted(principal, request.headers);
    const key = this.letIn.get(principal);
    if (key && narrowed !== principal) this.letIn.set(narrowed, key);
    return narrowed;
  }

  private identify(request: AccessRequest): Principal {
    const shown = credentialsOf(request);
    if (shown.keyInUrl) {
      throw refused(`Keys in a URL ("${shown.keyInUrl}") are refused, because logs keep URLs. ${HOW}`);
    }
    if (shown.key !== null) return this.byKey(shown.key);
    if (shown.ticket !== null) return this.byTicket(request, shown.ticket);
    return this.bySession(request, shown.session) ?? this.withoutCredential(request);
  }

  override stillKnows(principal: Principal): boolean {
    const key = this.letIn.get(principal);
    return key === undefined || isDeepStrictEqual(this.keys.named(key.name), key);
  }

  override onChange(listener: () => void): void {
    this.keys.onChange(listener);
  }

  private byKey(secret: string): Principal {
    const key = this.keys.find(secret);
    if (!key) throw refused('This API key is not known here.');
    return this.principalOf(key);
  }

  private byTicket(request: AccessRequest, ticket: string): Principal {
    this.refuseForeignPage(request);
    const principal = this.tickets.redeem(ticket);
    if (!principal || !this.stillKnows(principal))
      throw refused(
        'This ticket was used, is too old or was never made. Ask POST /api/ws/ticket for a new one.',
      );
    return principal;
  }

  private bySession(request: AccessRequest, token: string | null): Principal | null {
    const key = token === null ? null : this.sessions.find(token);
    if (!key) return null;
    if (!READING.includes(request.method) || request.headers.upgrade) this.refuseForeignPage(request);
    return this.principalOf(key);
  }

  private withoutCredential(request: AccessRequest): Principal {
    if (this.keys.isEmpty && isLocalRequest(request)) return LOOPBACK;
    if (!this.config.access.publicRead)
      throw refused(this.keys.isEmpty ? `${ONLY_LOCAL} ${HOW_TO_OPEN}` : HOW);
    if (request.headers.upgrade) this.refuseForeignPage(request);
    return PUBLIC;
  }

  private principalOf(key: ApiKey): Principal {
    const known = this.principals.get(key);
    if (known) return known;
    const { name, scope, accounts, rate } = key;
    const principal = { name, scope, accounts, rate };
    this.principals.set(key, principal);
    this.letIn.set(principal, key);
    return principal;
  }

  private refuseForeignPage({ headers }: AccessRequest): void {
    const { origin } = headers;
    if (isSameOrigin(headers) || this.config.access.corsOrigins?.includes(String(origin))) return;
    throw new Problem(
      'FORBIDDEN',
      'Requests from the pages of other sites are refused. CORS_ORIGINS names those that may.',
    );
  }
}

const HOW = 'Send the header "Authorization: Bearer <key>" or "X-API-Key: <key>".';
const ONLY_LOCAL = 'No API key is configured, so only requests made directly on this machine are let in.';
const HOW_TO_OPEN =
  'Make a key with `npm run keys -- create --name bot --scope read` and set it in API_KEYS, or set PUBLIC_READ=true to open reading to everybody.';

function refused(message: string): Problem {
  return new Problem('UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer' });
}
