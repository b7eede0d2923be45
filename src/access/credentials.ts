import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { ApiKey } from '../config/values/api-keys.js';
import { KeyRing } from './key-ring.js';
import type { Principal } from './principal.js';
import { Sessions, type LoginSession } from './sessions.js';

/** What a caller proved its identity with: a key, or a session that a key started. */
export interface Credential {
  readonly key: ApiKey;
  readonly session?: LoginSession;
}

/** The credential behind each principal, so that its end ends what the principal opened. */
@Injectable()
export class Credentials {
  private readonly byPrincipal = new WeakMap<Principal, Credential>();

  constructor(
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
  ) {}

  /** A principal with all rights of the key and an identity of its own. */
  principalOf(credential: Credential): Principal {
    const { name, scope, accounts, rate } = credential.key;
    return this.bind({ name, scope, accounts, rate }, credential);
  }

  /** @returns `undefined` for callers without a credential */
  of(principal: Principal): Credential | undefined {
    return this.byPrincipal.get(principal);
  }

  /** @returns the principal, which is valid as long as the credential is */
  bind(principal: Principal, credential: Credential): Principal {
    this.byPrincipal.set(principal, credential);
    return principal;
  }

  isStillValid(principal: Principal): boolean {
    const credential = this.of(principal);
    return credential === undefined || this.isValid(credential);
  }

  isValid({ key, session }: Credential): boolean {
    return (
      isDeepStrictEqual(this.keys.named(key.name), key) &&
      (session === undefined || this.sessions.isOpen(session))
    );
  }
}
