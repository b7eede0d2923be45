import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccessModule } from './access/access.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { AlertsModule } from './alerts/alerts.module.js';
import { AlertDeliveryModule } from './alerts/delivery/delivery.module.js';
import { BroadcastModule } from './broadcast/broadcast.module.js';
import type { Clock } from './clock/clock.js';
import { ClockModule } from './clock/clock.module.js';
import type { ClusterPart } from './cluster/cluster-part.js';
import { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { ConnectionsModule } from './connections/connections.module.js';
import { ControlModule } from './control/control.module.js';
import type { StartedDemo } from './demo/demo.module.js';
import { HealthModule } from './health/health.module.js';
import { HistoryApiModule } from './history/history-api.module.js';
import { HistoryModule } from './history/history.module.js';
import { CashFlowRecorder } from './history/recording/cash-flow-recorder.js';
import { HistoryRecorder } from './history/recording/history.recorder.js';
import { StoreGapLog } from './history/recording/store-gap-log.js';
import { FastPathModule } from './fast-path/fast-path.module.js';
import { IncidentsModule } from './incidents/incidents.module.js';
import { LabelsModule } from './labels/labels.module.js';
import { LighterModule } from './lighter/lighter.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MirrorModule } from './mirror/mirror.module.js';
import { PortfolioModule } from './portfolio/portfolio.module.js';
import { FrontendOnlyModule } from './frontend-only/frontend-only.module.js';
import { StateModule } from './state/state.module.js';
import { FileGapLogModule } from './upstream/file-gap-log.module.js';
import { GapLog } from './upstream/gap-log.port.js';
import { IngestModule } from './upstream/ingest.module.js';
import { CashFlowLog, NoCashFlowLog } from './upstream/cash-flow-log.port.js';
import { NoRecorder, RecorderHold } from './upstream/recorder-hold.port.js';
import { UpstreamWsModule } from './upstream-ws/upstream-ws.module.js';

/** The wiring: all parts of the service, and the implementation of each. */
@Module({})
export class AppModule {
  /** @param cluster what this process does in a cluster; `null` for a single process */
  static forConfig(
    config: AppConfig,
    clock: Clock,
    cluster: ClusterPart | null,
    demo: StartedDemo | null,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config),
        ClockModule.register(clock),
        LoggingModule,
        ScheduleModule.forRoot(),
        AccessModule.over(cluster?.access ?? null),
        ...source(config, cluster),
        AccountsModule,
        PortfolioModule,
        FastPathModule,
        ...(isMirrored(config) ? mirror(config, cluster) : []),
        ConnectionsModule,
        BroadcastModule,
        McpModule,
        MetricsModule,
        HealthModule,
        ...(demo ? [demo.module] : []),
      ],
    };
  }
}

/** Whether the exchange's own interface is served: by any process but a recorder. */
export function isMirrored({ mirror, collects, cluster }: AppConfig): boolean {
  return mirror.enabled && (collects || !cluster.shared || cluster.roles.includes('gateway'));
}

function mirror(config: AppConfig, cluster: ClusterPart | null): NonNullable<DynamicModule['imports']> {
  if (!cluster) return [config.collects ? MirrorModule.local() : MirrorModule.ofCollector()];
  return [cluster.leads ? MirrorModule.local() : MirrorModule.ofCluster()];
}

/** Where the state comes from: the exchange, another instance, or the log of a cluster. */
function source(config: AppConfig, cluster: ClusterPart | null): NonNullable<DynamicModule['imports']> {
  if (cluster)
    return cluster.leads ? [cluster.module, ...collector(config, cluster.keepsGaps)] : [cluster.module];
  return config.remote.mode === 'FRONTEND_ONLY' ? [FrontendOnlyModule] : collector(config, false);
}

/** Follows the exchange and keeps the history. @param keepsGaps the engine of the cluster keeps the gaps */
function collector(config: AppConfig, keepsGaps: boolean): NonNullable<DynamicModule['imports']> {
  return [
    StateModule.register({
      inject: [AppConfig],
      useFactory: ({ accounts, lighter: { cacheTtlMs, tradesKept } }: AppConfig) => ({
        accounts,
        cacheTtlMs,
        tradesKept,
        awaitsGaps: true,
      }),
    }),
    IngestModule,
    IncidentsModule,
    HistoryModule,
    HistoryApiModule,
    ...(keepsGaps ? [recorderHold(config)] : [gapLog(config)]),
    LabelsModule.register(config.history.enabled),
    LighterModule,
    UpstreamWsModule,
    ControlModule.over(LighterModule, UpstreamWsModule),
    AlertDeliveryModule,
    AlertsModule.over(HistoryModule),
  ];
}

/** Gaps survive a crash, with or without a history. */
function gapLog(config: AppConfig): DynamicModule {
  if (!config.history.enabled) return { module: FileGapLogModule, global: true };
  const { imports, providers = [], exports = [], ...rest } = recorderHold(config);
  return {
    ...rest,
    imports: imports ?? [],
    providers: [{ provide: GapLog, useExisting: StoreGapLog }, ...providers],
    exports: [GapLog, ...exports],
  };
}

/** What the gap keeper and the polls hand to the history. */
function recorderHold({ history }: AppConfig): DynamicModule {
  return {
    module: class RecorderHoldModule {},
    global: true,
    imports: history.enabled ? [HistoryModule] : [],
    providers: history.enabled
      ? [
          { provide: RecorderHold, useExisting: HistoryRecorder },
          { provide: CashFlowLog, useExisting: CashFlowRecorder },
        ]
      : [
          { provide: RecorderHold, useClass: NoRecorder },
          { provide: CashFlowLog, useClass: NoCashFlowLog },
        ],
    exports: [RecorderHold, CashFlowLog],
  };
}
