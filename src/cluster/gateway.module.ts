import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import { CollectorApi } from '../frontend-only/collector-api.port.js';
import { LogIncidentWriter } from '../frontend-only/log-incident-writer.js';
import { ProxyController } from '../frontend-only/proxy.controller.js';
import { ProxyService } from '../frontend-only/proxy.service.js';
import { RemoteTexts } from '../frontend-only/remote-texts.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { AccountTextSource } from '../state/account-texts.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { Engine } from './engine.port.js';
import { ClusterReport } from '../metrics/cluster-report.port.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { MirrorHome } from '../mirror/collector/mirror-home.port.js';
import { MirrorLink } from '../mirror/collector/mirror-link.port.js';
import { EngineMetrics, FollowerMetrics } from './cluster-metrics.js';
import { ClusterStatus } from './cluster-status.js';
import { ClusterApi } from './cluster-api.js';
import { LogFeed } from './log-feed.js';
import { Members } from './members.js';
import { ClusterMirrorHome } from './mirror/cluster-mirror-home.js';
import { LogMirrorLink } from './mirror/log-mirror-link.js';
import { Notices } from './notices.js';
import { SharedWindows } from './shared-windows.js';

export interface GatewayParts {
  engine: Engine;
  principals: ForwardedPrincipals;
  members: Members;
}

/** Replaces state, upstreams and history by the log of the cluster: this process serves clients. */
@Global()
@Module({})
export class GatewayModule {
  /** @param imports what else this process shares with others */
  static over({ engine, principals, members }: GatewayParts, ...imports: DynamicModule[]): DynamicModule {
    return {
      module: GatewayModule,
      imports: [BroadcastModule, MetricsModule, ...imports],
      controllers: [ProxyController],
      providers: [
        LogFeed,
        Notices,
        SharedWindows,
        EngineMetrics,
        FollowerMetrics,
        ProxyService,
        { provide: Engine, useValue: engine },
        { provide: ForwardedPrincipals, useValue: principals },
        { provide: Members, useValue: members },
        { provide: ClusterReport, useClass: ClusterStatus },
        { provide: ChangeFeed, useExisting: LogFeed },
        { provide: CollectorApi, useClass: ClusterApi },
        { provide: AccountTextSource, useClass: RemoteTexts },
        { provide: IncidentWriter, useClass: LogIncidentWriter },
        { provide: MirrorLink, useClass: LogMirrorLink },
        { provide: MirrorHome, useClass: ClusterMirrorHome },
      ],
      // Not ForwardedPrincipals: a request that was passed on must not be passed on again.
      exports: [
        ChangeFeed,
        AccountTextSource,
        IncidentWriter,
        Engine,
        Notices,
        Members,
        SharedWindows,
        ClusterReport,
        MirrorLink,
        MirrorHome,
      ],
    };
  }
}
