import { parseCookie, stringifySetCookie } from 'cookie';
import { Injectable } from '@nestjs/common';
import { Problem } from '../http/problems.js';
import { SESSION_COOKIE } from './authenticator.port.js';
import { KeyRing } from './key-ring.js';
import { isSameOrigin, type RequestOrigin } from './loopback.js';
import type { Principal } from './principal.js';
import type { SessionDto } from './session.dto.js';
import { SESSION_LIFE_MS, Sessions } from './sessions.js';

/** Signing in and out. */
@Injectable()
export class SessionService {
  constructor(
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
  ) {}

  signIn(
    secret: string,
    headers: RequestOrigin['headers'],
    tls: boolean,
  ): { session: SessionDto; cookie: string } {
    refuseForeign(headers);
    const key = this.keys.find(secret);
    if (!key) throw new Problem('UNAUTHENTICATED', 'This API key is not known here.');
    const { token } = this.sessions.start(key);
    return { session: this.describe(key), cookie: sessionCookie(token, SESSION_LIFE_MS / 1000, tls) };
  }

  /** @returns the cookie that removes the session's. */
  signOut(cookies: string | undefined, headers: RequestOrigin['headers']): string {
    refuseForeign(headers);
    const token = cookies === undefined ? undefined : parseCookie(cookies)[SESSION_COOKIE];
    if (token !== undefined) this.sessions.end(token);
    return sessionCookie('', 0, false);
  }

  describe({ name, scope, accounts }: Pick<Principal, 'name' | 'scope' | 'accounts'>): SessionDto {
    return { name, scope, accounts: accounts && [...accounts] };
  }
}

function refuseForeign(headers: RequestOrigin['headers']): void {
  if (!isSameOrigin(headers))
    throw new Problem('FORBIDDEN', 'Signing in and out is for the pages of this service.');
}

function sessionCookie(token: string, maxAge: number, secure: boolean): string {
  return stringifySetCookie({
    name: SESSION_COOKIE,
    value: token,
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    maxAge,
    secure,
  });
}
