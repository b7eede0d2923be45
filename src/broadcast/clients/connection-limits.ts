import { Inject, Injectable, Optional } from '@nestjs/common';
import type { CloseName } from 'lighter-broadcaster-protocol/close-codes';
import type { ClientAddress } from '../../access/client-address.js';
import { BroadcastOptions } from '../broadcast-options.js';
import { ConnectionsElsewhere } from './connections-elsewhere.port.js';

/** Counts connections of the whole service, in all and per client address (this machine is exempt from the latter). */
@Injectable()
export class ConnectionLimits {
  private total = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(
    private readonly options: BroadcastOptions,
    /** Absent where this process is the service. */
    @Optional() @Inject(ConnectionsElsewhere) private readonly elsewhere: ConnectionsElsewhere | null = null,
  ) {}

  /** @returns why the connection must be refused; otherwise it counts until it leaves. */
  enter({ bucket, isLocal }: ClientAddress): CloseName | null {
    const { elsewhere } = this;
    if (this.total + (elsewhere?.total ?? 0) >= this.options.maxConnections) return 'too_many_connections';
    if (!isLocal) {
      const held = this.byAddress.get(bucket) ?? 0;
      if (held + (elsewhere?.of(bucket) ?? 0) >= this.options.maxConnectionsPerIp)
        return 'too_many_connections_per_ip';
      this.byAddress.set(bucket, held + 1);
    }
    this.total++;
    this.report(bucket, isLocal);
    return null;
  }

  leave({ bucket, isLocal }: ClientAddress): void {
    this.total--;
    if (!isLocal) {
      const left = (this.byAddress.get(bucket) ?? 1) - 1;
      if (left > 0) this.byAddress.set(bucket, left);
      else this.byAddress.delete(bucket);
    }
    this.report(bucket, isLocal);
  }

  private report(bucket: string, isLocal: boolean): void {
    this.elsewhere?.report(this.total, isLocal ? null : bucket, this.byAddress.get(bucket) ?? 0);
  }
}
