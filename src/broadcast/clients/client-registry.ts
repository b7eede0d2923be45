import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { accessRequestOf } from '../../access/authenticator.port.js';
import { TrustedProxies, type ClientAddress } from '../../access/client-address.js';
import type { Principal } from '../../access/principal.js';
import type { Transport } from '../transports/transport.js';
import type { ClientSession } from './client-session.js';
import { ConnectionLimits } from './connection-limits.js';
import { Hub } from './hub.js';
import { HeartbeatMonitor, type Liveness } from './liveness.js';

/** A client from connect to disconnect. */
export interface ClientConnection {
  readonly session: ClientSession;
  readonly liveness: Liveness;
  readonly address: ClientAddress;
}

/** Accepts clients of any transport: applies limits, registers with the hub, starts heartbeats. */
@Injectable()
export class ClientRegistry {
  constructor(
    private readonly hub: Hub,
    private readonly limits: ConnectionLimits,
    private readonly heartbeats: HeartbeatMonitor,
    private readonly proxies: TrustedProxies,
  ) {}

  /** @returns the connection, or the name of the limit that refuses it */
  admit(principal: Principal, transport: Transport, request: IncomingMessage): ClientConnection | CloseName {
    const address = this.proxies.clientOf(accessRequestOf(request));
    const refused = this.limits.enter(address);
    if (refused) return refused;
    const session = this.hub.connect(principal, transport);
    return { session, liveness: this.heartbeats.add(session), address };
  }

  /** Must be called exactly once, when the connection has ended. */
  remove({ session, liveness, address }: ClientConnection): void {
    this.limits.leave(address);
    this.heartbeats.remove(liveness);
    this.hub.disconnect(session);
  }
}
