import { Module } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { AccountChannels } from './account-channels.js';
import { BroadcastGateway } from './broadcast.gateway.js';
import { BroadcastOptions } from './broadcast-options.js';
import { BroadcastStats } from './broadcast-stats.js';
import { ChannelLog } from './channel-log.port.js';
import { ChannelRegistry } from './channel-registry.js';
import { ClientCount } from './client-count.port.js';
import { ConnectionChannels } from './connection-channels.js';
import { ConnectionLimits } from './connection-limits.js';
import { CoreChannels } from './core-channels.js';
import { DeliveryClasses } from './delivery-classes.js';
import { Hub } from './hub.js';
import { IncidentChannels } from './incident-channels.js';
import { MarketChannels } from './market-channels.js';
import { MemoryChannelLog } from './memory-channel-log.js';
import { Drain } from './drain.js';
import { DrainState } from './drain-state.port.js';
import { Reception } from './reception.js';
import { RestartKeeper } from './restart-keeper.js';
import { Revocation } from './revocation.js';
import { StreamController } from './stream.controller.js';
import { Supervisor } from './supervisor.js';
import { Turn } from './turn.js';
import { UpgradeGate } from './upgrade-gate.js';
import { WsDocsController } from './ws-docs.controller.js';

/** `/ws`. Needs a `ChangeFeed` and an `Authenticator` from a global module. */
@Module({
  controllers: [StreamController, WsDocsController],
  providers: [
    {
      provide: BroadcastOptions,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => BroadcastOptions.of(config),
    },
    {
      provide: ChannelLog,
      inject: [Clock, BroadcastOptions],
      useFactory: (clock: Clock, options: BroadcastOptions) =>
        new MemoryChannelLog(clock, { count: options.resumeBuffer, maxAgeMs: options.resumeMaxAgeMs }),
    },
    { provide: ClientCount, useExisting: Hub },
    { provide: DrainState, useExisting: UpgradeGate },
    AccountChannels,
    BroadcastGateway,
    BroadcastStats,
    ChannelRegistry,
    ConnectionChannels,
    ConnectionLimits,
    CoreChannels,
    DeliveryClasses,
    Hub,
    IncidentChannels,
    MarketChannels,
    Drain,
    Reception,
    RestartKeeper,
    Revocation,
    Supervisor,
    Turn,
    UpgradeGate,
  ],
  exports: [BroadcastStats, ChannelLog, ChannelRegistry, ClientCount, DrainState, Hub],
})
export class BroadcastModule {}
