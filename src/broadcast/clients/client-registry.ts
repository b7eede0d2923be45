import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { accessRequestOf } from '../../access/authenticator.port.js';
import { TrustedProxies, type ClientAddress } from '../../access/client-address.js';
import { BroadcastOptions } from '../broadcast-options.js';
import type { ClientSession } from './client-session.js';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import { ConnectionLimits } from './connection-limits.js';
import { Hub } from './hub.js';
import type { Transport } from '../transports/transport.js';
import { HeartbeatMonitor } from './heartbeat-monitor.js';
import type { Liveness } from './liveness.js';

/** A client from its coming to its going. */
export interface ClientConnection {
  readonly session: ClientSession;
  readonly watch: Liveness;
  readonly address: ClientAddress;
}

/** Lets clients in, whatever they come over: within the limits, known to the hub, looked after by the supervisor. */
@Injectable()
export class ClientRegistry {
  private readonly proxies: TrustedProxies;

  constructor(
    private readonly hub: Hub,
    private readonly limits: ConnectionLimits,
    private readonly heartbeats: HeartbeatMonitor,
    options: BroadcastOptions,
  ) {
    this.proxies = new TrustedProxies(options.trustProxy);
  }

  /** @returns the name of the limit that keeps it out, or its visit. */
  admit(principal: Principal, transport: Transport, request: IncomingMessage): ClientConnection | CloseName {
    const address = this.proxies.clientOf(accessRequestOf(request));
    const refused = this.limits.enter(address);
    if (refused) return refused;
    const session = this.hub.connect(principal, transport);
    return { session, watch: this.heartbeats.watch(session), address };
  }

  /** Must be called once, when the connection is gone. */
  release({ session, watch, address }: ClientConnection): void {
    this.limits.leave(address);
    this.heartbeats.forget(watch);
    this.hub.disconnect(session);
  }
}
