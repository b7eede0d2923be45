import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { accessRequestOf } from '../../access/authenticator.port.js';
import type { Principal } from '../../access/principal.js';
import { RouteAuth } from '../../access/route-auth.js';
import { Problem } from '../../http/problems.js';
import { DrainState } from '../clients/drain-state.port.js';

/** Authenticates WebSocket clients at the upgrade, before a WebSocket exists. */
@Injectable()
export class UpgradeGate extends DrainState {
  private readonly principals = new WeakMap<IncomingMessage, Principal>();
  private closed = false;

  constructor(private readonly auth: RouteAuth) {
    super();
  }

  override get draining(): boolean {
    return this.closed;
  }

  /** Refuses every upgrade from now on: the server is draining. */
  close(): void {
    this.closed = true;
  }

  /** Upgrades count in the same rate-limit bucket as requests. Rejects with a Problem to answer instead of the upgrade. */
  async admit(request: IncomingMessage): Promise<void> {
    this.refuseWhileDraining();
    this.principals.set(request, await this.auth.admitStream(accessRequestOf(request)));
    this.refuseWhileDraining();
  }

  /** @throws Problem DRAINING */
  refuseWhileDraining(): void {
    if (this.closed) throw new Problem('DRAINING', 'The server is restarting.', { 'Retry-After': '1' });
  }

  principalOf(request: IncomingMessage): Principal {
    const principal = this.principals.get(request);
    if (!principal) throw new Error('A WebSocket was opened without passing the upgrade gate.');
    return principal;
  }
}
