import { Injectable } from '@nestjs/common';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import type { ClientAddress } from '../../access/client-address.js';
import { BroadcastOptions } from '../broadcast-options.js';

/** Counts connections, in all and per client address (this machine is exempt from the latter). */
@Injectable()
export class ConnectionLimits {
  private total = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(private readonly options: BroadcastOptions) {}

  /** @returns why the connection must be refused; otherwise it counts until it leaves. */
  enter({ bucket, isLocal }: ClientAddress): CloseName | null {
    if (this.total >= this.options.maxConnections) return 'too_many_connections';
    if (!isLocal) {
      const held = this.byAddress.get(bucket) ?? 0;
      if (held >= this.options.maxConnectionsPerIp) return 'too_many_connections_per_ip';
      this.byAddress.set(bucket, held + 1);
    }
    this.total++;
    return null;
  }

  leave({ bucket, isLocal }: ClientAddress): void {
    this.total--;
    if (isLocal) return;
    const left = (this.byAddress.get(bucket) ?? 1) - 1;
    if (left > 0) this.byAddress.set(bucket, left);
    else this.byAddress.delete(bucket);
  }
}
