import { type DynamicModule, Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import { BudgetStore } from '../egress/budget-store.port.js';
import { GapLog } from '../upstream/gap-log.port.js';
import { HeartbeatDuty } from '../alerts/delivery/heartbeat-duty.port.js';
import { PushStore } from '../alerts/delivery/push/push-store.port.js';
import { SharedOutbox } from '../alerts/delivery/shared-outbox.port.js';
import type { EngineBudgetStore } from './engine-budget-store.js';
import { EngineGapLog } from './engine-gap-log.js';
import { EngineOutbox } from './engine-outbox.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { EngineMetrics, LeaderMetrics } from './cluster-metrics.js';
import { Engine } from './engine.port.js';
import { LeaderIncidents } from './leader-incidents.js';
import { Leadership } from './leadership.js';
import { LogWriter } from './log-writer.js';
import { Members } from './members.js';
import { LogMirrorController } from './mirror/log-mirror.controller.js';
import { LogMirror } from './mirror/log-mirror.js';
import { Notices } from './notices.js';
import { SharedWindows } from './shared-windows.js';
import { ShareHeartbeat } from './shares/share-heartbeat.js';
import { StoredWrites } from './stored-writes.js';
import { AppConfig } from '../config/app-config.js';
import { Clock } from '../clock/clock.js';
import { RecordingElsewhere } from '../history/recording-elsewhere.port.js';
import { PastState } from './recording/past-state.js';
import { RecorderCalls } from './recording/recorder-calls.js';
import { RowsMetrics } from './recording/rows-metrics.js';
import { SharedHistory } from './recording/shared-history.js';
import { SharedRows } from './recording/shared-rows.js';

export interface Leader {
  engine: Engine;
  leadership: Leadership;
  /**
   * What the next leader continues. `null`: rate windows, gaps, subscriptions to push messages and the history stay in
   * `DATA_DIR`, because the engine does not outlive this process.
   */
  kept: { budgets: EngineBudgetStore; push: PushStore } | null;
  principals: ForwardedPrincipals;
  members: Members;
  /** Into how many shares the accounts are cut. */
  shards: number;
  /** The mirror is served: its frames go into the log, for the gateways. */
  isMirrored: boolean;
}

/** Publishes what this process collects to the cluster. */
@Global()
@Module({})
export class LeaderModule implements OnApplicationBootstrap {
  constructor(private readonly past: PastState) {}

  onApplicationBootstrap(): void {
    this.past.forget();
  }

  /** @param imports what else this process shares with others */
  static of(
    { engine, leadership, kept, principals, members, shards, isMirrored }: Leader,
    ...imports: DynamicModule[]
  ): DynamicModule {
    const { share } = leadership.held;
    return {
      module: LeaderModule,
      imports: [MetricsModule, ...imports],
      controllers: isMirrored ? [LogMirrorController] : [],
      providers: [
        LogWriter,
        { provide: APP_INTERCEPTOR, useClass: StoredWrites },
        ...(isMirrored ? [LogMirror] : []),
        { provide: PastState, useValue: new PastState(engine, share) },
        LeaderIncidents,
        Notices,
        SharedWindows,
        EngineMetrics,
        LeaderMetrics,
        { provide: Members, useValue: members },
        { provide: Engine, useValue: engine },
        { provide: Leadership, useValue: leadership },
        { provide: ForwardedPrincipals, useValue: principals },
        ...(shards > 1
          ? [{ provide: HeartbeatDuty, useValue: new ShareHeartbeat(share, shards, members) }]
          : []),
        ...(kept
          ? [
              {
                provide: BudgetStore,
                useFactory: (writer: LogWriter) => {
                  writer.beforeRelease = () => kept.budgets.close();
                  return kept.budgets;
                },
                inject: [LogWriter],
              },
              { provide: PushStore, useValue: kept.push },
              { provide: GapLog, useClass: EngineGapLog },
              {
                provide: SharedOutbox,
                useFactory: (clock: Clock) => new EngineOutbox(engine, leadership, clock),
                inject: [Clock],
              },
              SharedRows,
              RowsMetrics,
              { provide: RecorderCalls, useValue: new RecorderCalls(engine, principals) },
              {
                provide: RecordingElsewhere,
                useFactory: loadRecording,
                inject: [
                  Engine,
                  Leadership,
                  PastState,
                  RecorderCalls,
                  LogWriter,
                  SharedRows,
                  Clock,
                  AppConfig,
                ],
              },
            ]
          : []),
      ],
      exports: [
        LogWriter,
        ForwardedPrincipals,
        Engine,
        Notices,
        Members,
        SharedWindows,
        ...(shards > 1 ? [HeartbeatDuty] : []),
        ...(kept ? [GapLog, BudgetStore, PushStore, SharedOutbox, RecordingElsewhere] : []),
      ],
    };
  }
}

async function loadRecording(
  engine: Engine,
  leadership: Leadership,
  past: PastState,
  calls: RecorderCalls,
  writer: LogWriter,
  rows: SharedRows,
  clock: Clock,
  config: AppConfig,
): Promise<RecordingElsewhere> {
  return {
    rows,
    store: await SharedHistory.load({ engine, leadership, past, calls, writer, rows, clock, config }),
  };
}
