import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { AlertChannels } from './alert-channels.js';
import { AccountChannels } from './account-channels.js';
import type { Channel, ChannelSource } from './channel-source.port.js';
import { ConnectionChannels } from './connection-channels.js';
import { IncidentChannels } from './incident-channels.js';
import { MarketChannels } from './market-channels.js';

/** All channel sources. Other features register theirs in `onModuleInit`. */
@Injectable()
export class ChannelRegistry {
  private readonly sources: ChannelSource[] = [];

  register(source: ChannelSource): void {
    this.sources.push(source);
  }

  /** @returns `null` when no source offers a channel of that name to this principal */
  open(name: string, principal: Principal): Channel | null {
    for (const source of this.sources) {
      const channel = source.open(name, principal);
      if (channel) return channel;
    }
    return null;
  }

  /** Whether a channel of that name may exist, although it cannot be opened yet. */
  mayCome(name: string, principal: Principal): boolean {
    return this.sources.some((source) => source.mayCome(name, principal));
  }

  /** Names that this principal can subscribe to now. */
  available(principal: Principal): string[] {
    return this.sources.flatMap((source) => source.available(principal));
  }
}

/** Registers the channels that come directly from the change feed. */
@Injectable()
export class CoreChannels implements OnModuleInit {
  constructor(
    private readonly registry: ChannelRegistry,
    private readonly accounts: AccountChannels,
    private readonly markets: MarketChannels,
    private readonly connections: ConnectionChannels,
    private readonly incidents: IncidentChannels,
    private readonly alerts: AlertChannels,
  ) {}

  onModuleInit(): void {
    for (const source of [this.accounts, this.markets, this.connections, this.incidents, this.alerts])
      this.registry.register(source);
  }
}
