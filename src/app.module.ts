import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccessModule } from './access/access.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { AlertsModule } from './alerts/alerts.module.js';
import { AlertDeliveryModule } from './alerts/delivery/delivery.module.js';
import { BroadcastModule } from './broadcast/broadcast.module.js';
import type { Clock } from './clock/clock.js';
import { ClockModule } from './clock/clock.module.js';
import { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { ConnectionsModule } from './connections/connections.module.js';
import { ControlModule } from './control/control.module.js';
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
import { CashFlowLog } from './upstream/cash-flow-log.port.js';
import { RecorderHold } from './upstream/recorder-hold.port.js';
import { UpstreamWsModule } from './upstream-ws/upstream-ws.module.js';

/** The wiring: all parts of the service, and the implementation of each. */
@Module({})
export class AppModule {
  static async forConfig(configured: AppConfig, clock: Clock): Promise<DynamicModule> {
    const { config, demo } = await withDemo(configured, clock);
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config),
        ClockModule.register(clock),
        LoggingModule,
        ScheduleModule.forRoot(),
        AccessModule,
        ...(config.remote.mode === 'FRONTEND_ONLY' ? [FrontendOnlyModule] : collector(config)),
        AccountsModule,
        PortfolioModule,
        FastPathModule,
        ...(isMirrored(config) ? [MirrorModule] : []),
        ConnectionsModule,
        BroadcastModule,
        McpModule,
        MetricsModule,
        HealthModule,
        ...demo,
      ],
    };
  }
}

/** Whether the exchange's own interface is served: by the instance that follows the exchange. */
export function isMirrored({ mirror, remote }: AppConfig): boolean {
  return mirror.enabled && remote.mode === 'COLLECTOR';
}

/** Follows the exchange and keeps the history. */
function collector(config: AppConfig): NonNullable<DynamicModule['imports']> {
  return [
    StateModule.register({
      inject: [AppConfig],
      useFactory: ({ accounts, lighter: { cacheTtlMs, tradesKept } }: AppConfig) => ({
        accounts,
        cacheTtlMs,
        tradesKept,
      }),
    }),
    IngestModule,
    IncidentsModule,
    HistoryModule,
    HistoryApiModule,
    gapLog(config),
    LabelsModule.register(config.history.enabled),
    LighterModule,
    UpstreamWsModule,
    ControlModule.over(LighterModule, UpstreamWsModule),
    AlertDeliveryModule,
    AlertsModule.over(HistoryModule),
  ];
}

/** Loads the demo with its simulated exchange in demo mode only, so that a live service never touches it. */
async function withDemo(
  config: AppConfig,
  clock: Clock,
): Promise<{ config: AppConfig; demo: DynamicModule[] }> {
  if (config.mode === 'live') return { config, demo: [] };
  const { DemoModule } = await import('./demo/demo.module.js');
  const started = await DemoModule.start(config, clock);
  return { config: started.config, demo: [started.module] };
}

/** Gaps survive a crash, with or without a history. */
function gapLog({ history }: AppConfig): DynamicModule {
  if (!history.enabled) return { module: FileGapLogModule, global: true };
  return {
    module: class StoreGapLogModule {},
    global: true,
    imports: [HistoryModule],
    providers: [
      { provide: GapLog, useExisting: StoreGapLog },
      { provide: RecorderHold, useExisting: HistoryRecorder },
      { provide: CashFlowLog, useExisting: CashFlowRecorder },
    ],
    exports: [GapLog, RecorderHold, CashFlowLog],
  };
}
