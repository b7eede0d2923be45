import { Injectable } from '@nestjs/common';
import { isLoopbackAddress } from '../access/loopback.js';
import { BroadcastOptions } from './broadcast-options.js';
import type { CloseName } from './close-codes.js';

/** Counts connections, in all and per address (loopback is exempt from the latter). */
@Injectable()
export class ConnectionLimits {
  private total = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(private readonly options: BroadcastOptions) {}

  /** @returns why the connection must be refused; otherwise it counts until it leaves. */
  enter(address: string | undefined): CloseName | null {
    if (this.total >= this.options.maxConnections) return 'too_many_connections';
    if (address !== undefined && !isLoopbackAddress(address)) {
      const held = this.byAddress.get(address) ?? 0;
      if (held >= this.options.maxConnectionsPerIp) return 'too_many_connections_per_ip';
      this.byAddress.set(address, held + 1);
    }
    this.total++;
    return null;
  }

  leave(address: string | undefined): void {
    this.total--;
    if (address === undefined || isLoopbackAddress(address)) return;
    const left = (this.byAddress.get(address) ?? 1) - 1;
    if (left > 0) this.byAddress.set(address, left);
    else this.byAddress.delete(address);
  }
}
