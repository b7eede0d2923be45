import { Inject, Injectable, Optional } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import type { ApiKey } from '../config/values/api-keys.js';
import { Problem } from '../http/problems.js';
import { Authenticator, type AccessRequest } from './authenticator.port.js';
import { Credentials } from './credentials.js';
import { FORWARDED, ForwardedPrincipals } from './forwarded-principal.js';
import { KeyRing } from './key-ring.js';
import { isLocalRequest } from './loopback.js';
import { OriginPolicy } from './origin-policy.js';
import { needsOwnerKey } from './owner-key.js';
import type { Principal } from './principal.js';
import { credentialsOf } from './request-credentials.js';
import { restricted } from './restrict-principal.js';
import { Sessions, type LoginSession } from './sessions.js';
import { Tickets } from './tickets.js';

const LOOPBACK: Principal = { name: 'loopback', scope: 'admin', accounts: null, rate: null };
const PUBLIC: Principal = { name: 'public', scope: 'read', accounts: null, rate: null };
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Authenticates by key, ticket or session. Without any of them: this machine in the demo or under `TRUST_LOOPBACK` while
 * no key is configured, and anyone for reading under `PUBLIC_READ`.
 */
@Injectable()
export class RequestAuthenticator extends Authenticator {
  private readonly byApiKey = new WeakMap<ApiKey, Principal>();
  private readonly bySessionId = new Map<string, { session: LoginSession; principal: Principal }>();
  private readonly trustsLocal: boolean;

  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
    private readonly tickets: Tickets,
    private readonly origins: OriginPolicy,
    private readonly credentials: Credentials,
    /** In the collector of a cluster only. */
    @Optional() @Inject(ForwardedPrincipals) private readonly forwarded: ForwardedPrincipals | null = null,
  ) {
    super();
    this.trustsLocal = config.mode === 'demo' || config.access.trustLoopback;
    this.sessions.onEnd(() => this.forgetEndedSessions());
  }

  override authenticate(request: AccessRequest): Principal {
    return this.narrowed(this.identify(request), request);
  }

  override async authenticateStream(request: AccessRequest): Promise<Principal> {
    const ticket = this.ticketOf(request);
    if (ticket === null) return this.authenticate(request);
    this.refuseForeignPage(request);
    const principal = await this.tickets.redeem('stream', ticket);
    if (!principal || !this.isStillValid(principal))
      throw unauthenticated(
        'This ticket is unknown, used or expired. Request a new one with POST /api/ws/ticket.',
      );
    return this.narrowed(principal, request);
  }

  /** The ticket of a request that shows nothing else. */
  private ticketOf(request: AccessRequest): string | null {
    const { keyInUrl, key, ticket } = credentialsOf(request);
    const isAlone = request.headers[FORWARDED] === undefined && keyInUrl === null && key === null;
    return isAlone ? ticket : null;
  }

  private narrowed(principal: Principal, { headers }: AccessRequest): Principal {
    const narrowed = restricted(principal, headers);
    const credential = this.credentials.of(principal);
    return credential && narrowed !== principal ? this.credentials.bind(narrowed, credential) : narrowed;
  }

  private identify(request: AccessRequest): Principal {
    const signed = request.headers[FORWARDED];
    if (typeof signed === 'string') return this.byForwarding(signed);
    const { keyInUrl, key, ticket, session } = credentialsOf(request);
    if (keyInUrl)
      throw unauthenticated(
        `Keys in a URL ("${keyInUrl}") are refused, because logs keep URLs. ${HOW_TO_SEND_A_KEY}`,
      );
    if (key !== null) return this.byKey(key, request.connection);
    if (ticket !== null)
      throw unauthenticated(`A ticket opens only /ws and /api/stream. ${HOW_TO_SEND_A_KEY}`);
    return this.bySession(request, session) ?? this.withoutCredential(request);
  }

  override isStillValid(principal: Principal): boolean {
    return this.credentials.isStillValid(principal);
  }

  override onChange(listener: () => void): void {
    this.keys.onChange(listener);
    this.sessions.onEnd(listener);
  }

  private byForwarding(signed: string): Principal {
    const principal = this.forwarded?.verify(signed);
    if (!principal)
      throw unauthenticated(`${FORWARDED} is accepted only by a collector whose cluster signed it.`);
    return principal;
  }

  private byKey(secret: string, connection: object | undefined): Principal {
    const key = this.keys.find(secret, connection);
    if (!key) throw unauthenticated('This API key is unknown.');
    let principal = this.byApiKey.get(key);
    if (!principal) this.byApiKey.set(key, (principal = this.credentials.principalOf({ key })));
    return principal;
  }

  private bySession(request: AccessRequest, token: string | null): Principal | null {
    const session = token === null ? null : this.sessions.find(token);
    if (!session) return null;
    if (!SAFE_METHODS.includes(request.method) || request.headers.upgrade) this.refuseForeignPage(request);
    const known = this.bySessionId.get(session.id);
    if (known && this.isStillValid(known.principal)) return known.principal;
    const principal = this.credentials.principalOf({ key: session.key, session });
    this.bySessionId.set(session.id, { session, principal });
    return principal;
  }

  private withoutCredential(request: AccessRequest): Principal {
    if (this.keys.isEmpty && this.trustsLocal && isLocalRequest(request)) return LOOPBACK;
    if (!this.config.access.publicRead) throw unauthenticated(this.howToAuthenticate());
    if (request.headers.upgrade) this.refuseForeignPage(request);
    return PUBLIC;
  }

  private howToAuthenticate(): string {
    if (needsOwnerKey(this.config)) return `${HOW_TO_SEND_A_KEY} ${OWNER}`;
    return this.keys.isEmpty ? `${ONLY_LOCAL} ${HOW_TO_OPEN}` : HOW_TO_SEND_A_KEY;
  }

  private forgetEndedSessions(): void {
    for (const [id, { session }] of this.bySessionId)
      if (!this.sessions.isOpen(session)) this.bySessionId.delete(id);
  }

  private refuseForeignPage(request: AccessRequest): void {
    if (this.origins.allows(request)) return;
    throw new Problem('FORBIDDEN', FOREIGN_PAGE);
  }
}

export const FOREIGN_PAGE =
  'Requests from pages of other sites are refused. Set PUBLIC_URL to the address that the browser shows, or add the ' +
  'origin of the page to CORS_ORIGINS.';

const HOW_TO_SEND_A_KEY = 'Send the header "Authorization: Bearer <key>" or "X-API-Key: <key>".';
const OWNER = 'The owner key is in owner.key in DATA_DIR; `npm run keys -- link` prints a link to sign in.';
const ONLY_LOCAL = 'No API key is configured, so only requests made directly on this machine are accepted.';
const HOW_TO_OPEN =
  'Create a key with `npm run keys -- create --name bot --scope read` and set it in API_KEYS, or set PUBLIC_READ=on to let anyone read.';

function unauthenticated(message: string): Problem {
  return new Problem('UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer' });
}
