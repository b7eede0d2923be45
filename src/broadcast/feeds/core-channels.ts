import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountChannels } from './account-channels.js';
import { ChannelRegistry } from './channel-registry.js';
import { ConnectionChannels } from './connection-channels.js';
import { IncidentChannels } from './incident-channels.js';
import { MarketChannels } from './market-channels.js';

/** Registers the channels that come straight from the feed; other features register theirs likewise. */
@Injectable()
export class CoreChannels implements OnModuleInit {
  constructor(
    private readonly registry: ChannelRegistry,
    private readonly accounts: AccountChannels,
    private readonly markets: MarketChannels,
    private readonly connections: ConnectionChannels,
    private readonly incidents: IncidentChannels,
  ) {}

  onModuleInit(): void {
    for (const source of [this.accounts, this.markets, this.connections, this.incidents])
      this.registry.register(source);
  }
}
