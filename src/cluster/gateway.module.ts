import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
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
import { Members } from './members.js';
import { ClusterMirrorHome } from './mirror/cluster-mirror-home.js';
import { LogMirrorLink } from './mirror/log-mirror-link.js';
import { Notices } from './notices.js';
import { SharedWindows } from './shared-windows.js';
import { followingProviders } from './shares/following.js';

export interface GatewayParts {
  engine: Engine;
  principals: ForwardedPrincipals;
  members: Members;
  /** Into how many shares the accounts are cut. */
  shards: number;
}

/** Replaces state, upstreams and history by the log of the cluster: this process serves clients. */
@Global()
@Module({})
export class GatewayModule {
  /** @param imports what else this process shares with others */
  static over(
    { engine, principals, members, shards }: GatewayParts,
    ...imports: DynamicModule[]
  ): DynamicModule {
    // Refused with several shares.
    const mirror =
      shards > 1
        ? []
        : [
            { provide: MirrorLink, useClass: LogMirrorLink },
            { provide: MirrorHome, useClass: ClusterMirrorHome },
          ];
    return {
      module: GatewayModule,
      imports: [BroadcastModule, MetricsModule, ...imports],
      controllers: [ProxyController],
      providers: [
        ...followingProviders(shards, true),
        Notices,
        SharedWindows,
        EngineMetrics,
        FollowerMetrics,
        ProxyService,
        { provide: Engine, useValue: engine },
        { provide: ForwardedPrincipals, useValue: principals },
        { provide: Members, useValue: members },
        { provide: ClusterReport, useClass: ClusterStatus },
        { provide: AccountTextSource, useClass: RemoteTexts },
        { provide: IncidentWriter, useClass: LogIncidentWriter },
        ...mirror,
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
        ...mirror.map(({ provide }) => provide),
      ],
    };
  }
}
