import { parseCookie, stringifySetCookie } from 'cookie';
import { Injectable } from '@nestjs/common';
import type { ApiKey } from '../config/values/api-keys.js';
import { Problem } from '../http/problems.js';
import { Authenticator, SESSION_COOKIE, type AccessRequest } from './authenticator.port.js';
import { KeyRing } from './key-ring.js';
import { OriginPolicy } from './origin-policy.js';
import { hasKey, type Principal } from './principal.js';
import { FOREIGN_PAGE } from './request-authenticator.js';
import { credentialsOf } from './request-credentials.js';
import type { SessionDto, SignInDto, TicketDto } from './session.dto.js';
import { SESSION_LIFE_MS, Sessions } from './sessions.js';
import { TICKET_LIFE_MS, Tickets } from './tickets.js';

/** Signing in and out. */
@Injectable()
export class SessionService {
  constructor(
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
    private readonly tickets: Tickets,
    private readonly authenticator: Authenticator,
    private readonly origins: OriginPolicy,
  ) {}

  /** @throws Problem INVALID_REQUEST, UNAUTHENTICATED, ENGINE_UNAVAILABLE, or FORBIDDEN for pages of other sites. */
  async signIn(
    credential: SignInDto,
    request: AccessRequest,
  ): Promise<{ session: SessionDto; cookie: string }> {
    this.refuseForeignPage(request);
    const key = await this.keyOf(credential);
    const cookie = this.cookie(
      request,
      this.sessions.start(key),
      SESSION_LIFE_MS / 1000,
      this.origins.isSecure(request),
    );
    return { session: this.describe(key), cookie };
  }

  /** @returns a cookie that removes the session cookie. @throws Problem ENGINE_UNAVAILABLE, or FORBIDDEN for pages of other sites. */
  async signOut(request: AccessRequest): Promise<string> {
    this.refuseForeignPage(request);
    const { cookie } = request.headers;
    const token = cookie === undefined ? undefined : parseCookie(String(cookie))[SESSION_COOKIE];
    if (token !== undefined) await this.sessions.end(token);
    return this.cookie(request, '', 0, false);
  }

  /**
   * A ticket with which a browser signs in as this key.
   * @throws Problem FORBIDDEN for a session, which could outlive itself through its own tickets.
   */
  linkTicket(principal: Principal, request: AccessRequest): TicketDto {
    if (!hasKey(principal) || credentialsOf(request).key === null)
      throw new Problem('FORBIDDEN', 'Only an API key sent in a header can create a sign-in ticket.');
    return this.issueLinkTicket(principal);
  }

  /** A ticket for the owner, whose sign-in link the service prints at startup. */
  ownerLinkTicket(): TicketDto {
    return this.issueLinkTicket({ name: 'owner', scope: 'admin', accounts: null, rate: null });
  }

  describe({ name, scope, accounts }: Pick<Principal, 'name' | 'scope' | 'accounts'>): SessionDto {
    return { name, scope, accounts: accounts && [...accounts] };
  }

  private issueLinkTicket(principal: Principal): TicketDto {
    return { ticket: this.tickets.issue('sign-in', principal), expires_in_ms: TICKET_LIFE_MS['sign-in'] };
  }

  private async keyOf({ key: secret, ticket }: SignInDto): Promise<ApiKey> {
    if ((secret === undefined) === (ticket === undefined))
      throw new Problem('INVALID_REQUEST', 'Send either key or ticket.');
    if (secret !== undefined) {
      const key = this.keys.find(secret);
      if (!key) throw new Problem('UNAUTHENTICATED', 'This API key is unknown.');
      return key;
    }
    const principal = await this.tickets.redeem('sign-in', ticket!);
    const key =
      principal && this.authenticator.isStillValid(principal) ? this.keys.named(principal.name) : null;
    if (!key)
      throw new Problem(
        'UNAUTHENTICATED',
        'This sign-in link is unknown, used or expired. Create a new one with `npm run keys -- link`.',
      );
    return key;
  }

  private refuseForeignPage(request: AccessRequest): void {
    if (!this.origins.allows(request)) throw new Problem('FORBIDDEN', FOREIGN_PAGE);
  }

  private cookie(request: AccessRequest, token: string, maxAge: number, secure: boolean): string {
    return stringifySetCookie({
      name: SESSION_COOKIE,
      value: token,
      path: this.origins.basePathFor(request) || '/',
      httpOnly: true,
      sameSite: 'strict',
      maxAge,
      secure,
    });
  }
}
