import { Module } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { BroadcastOptions } from './broadcast-options.js';
import { BroadcastStats } from './broadcast-stats.js';
import { ClientCount } from './clients/client-count.port.js';
import { ClientRegistry } from './clients/client-registry.js';
import { ConnectionLimits } from './clients/connection-limits.js';
import { DrainState } from './clients/drain-state.port.js';
import { Drain } from './clients/drain.js';
import { Hub } from './clients/hub.js';
import { HeartbeatMonitor } from './clients/liveness.js';
import { Revocation } from './clients/revocation.js';
import { RestSchemas } from './docs/account-schemas.js';
import { WsDocsController } from './docs/ws-docs.controller.js';
import { Batcher } from './fan-out/batcher.js';
import { FeedRegistry } from './fan-out/feed-registry.js';
import { AccountChannels } from './feeds/account-channels.js';
import { ChannelRegistry, CoreChannels } from './feeds/channel-registry.js';
import { ConnectionChannels } from './feeds/connection-channels.js';
import { AlertChannels } from './feeds/alert-channels.js';
import { IncidentChannels } from './feeds/incident-channels.js';
import { MarketChannels } from './feeds/market-channels.js';
import { ChannelLog } from './resume/channel-log.port.js';
import { MemoryChannelLog } from './resume/memory-channel-log.js';
import { RestartKeeper } from './resume/restart-keeper.js';
import { StreamPositions } from './resume/stream-positions.js';
import { StreamController } from './transports/sse/stream.controller.js';
import { UpgradeGate } from './transports/upgrade-gate.js';
import { BroadcastGateway } from './transports/websocket/broadcast.gateway.js';

/** `/ws` and `/api/stream`. Needs a `ChangeFeed` and an `Authenticator` from a global module. */
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
    FeedRegistry,
    Hub,
    IncidentChannels,
    AlertChannels,
    MarketChannels,
    Drain,
    ClientRegistry,
    RestartKeeper,
    RestSchemas,
    Revocation,
    HeartbeatMonitor,
    Batcher,
    StreamPositions,
    UpgradeGate,
  ],
  exports: [
    Batcher,
    BroadcastOptions,
    ConnectionLimits,
    BroadcastStats,
    ChannelLog,
    ChannelRegistry,
    ClientCount,
    DrainState,
    Hub,
  ],
})
export class BroadcastModule {}
