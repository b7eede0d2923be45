import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Authenticator } from '../../access/authenticator.port.js';
import type { Principal } from '../../access/principal.js';
import { DrainState } from '../clients/drain-state.port.js';
import { Problem } from '../../http/problems.js';

/** Decides at the upgrade who a WebSocket client is, before there is a WebSocket. */
@Injectable()
export class UpgradeGate extends DrainState {
  private readonly principals = new WeakMap<IncomingMessage, Principal>();
  private closed = false;

  constructor(private readonly authenticator: Authenticator) {
    super();
  }

  override get draining(): boolean {
    return this.closed;
  }

  /** From now on every upgrade is refused: the server drains. */
  close(): void {
    this.closed = true;
  }

  /** @throws Problem what to answer instead of the upgrade */
  admit(request: IncomingMessage): void {
    this.refuseWhileDraining();
    const principal = this.authenticator.authenticate({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers,
      remoteAddress: request.socket.remoteAddress,
    });
    this.principals.set(request, principal);
  }

  /** @throws Problem */
  refuseWhileDraining(): void {
    if (this.closed) throw new Problem('DRAINING', 'The server is restarting.', { 'Retry-After': '1' });
  }

  principalOf(request: IncomingMessage): Principal {
    const principal = this.principals.get(request);
    if (!principal) throw new Error('a WebSocket that did not pass the gate');
    return principal;
  }
}
