import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import { Authenticator, type AccessRequest } from './authenticator.port.js';
import { isLocalRequest } from './loopback.js';
import type { Principal } from './principal.js';

const LOOPBACK: Principal = { name: 'loopback', scope: 'admin', accounts: null, rate: null };
const PUBLIC: Principal = { name: 'public', scope: 'read', accounts: null, rate: null };

/** Without keys: this machine may do all, everybody else nothing, or read where `PUBLIC_READ` says so. */
@Injectable()
export class LocalAuthenticator extends Authenticator {
  constructor(private readonly config: AppConfig) {
    super();
  }

  override authenticate(request: AccessRequest): Principal {
    if (isLocalRequest(request)) return LOOPBACK;
    if (this.config.access.publicRead) return PUBLIC;
    throw new Problem(
      'UNAUTHENTICATED',
      'Only requests made directly on this machine are let in. Set PUBLIC_READ=true to open reading to everybody.',
    );
  }
}
