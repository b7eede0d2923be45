import { type DynamicModule, Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import { BudgetStore } from '../egress/budget-store.port.js';
import { GapLog } from '../upstream/gap-log.port.js';
import { EngineGapLog } from './engine-gap-log.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { EngineMetrics, LeaderMetrics } from './cluster-metrics.js';
import { Engine } from './engine.port.js';
import { LeaderIncidents } from './leader-incidents.js';
import { Leadership } from './leadership.js';
import { LogWriter } from './log-writer.js';
import { Members } from './members.js';
import { Notices } from './notices.js';
import { SharedWindows } from './shared-windows.js';

export interface Leader {
  engine: Engine;
  leadership: Leadership;
  /** `null`: rate windows and gaps stay in `DATA_DIR`, because the engine does not outlive this process. */
  budgets: BudgetStore | null;
  principals: ForwardedPrincipals;
  members: Members;
}

/** Publishes what this process collects to the cluster. */
@Global()
@Module({})
export class LeaderModule implements OnApplicationBootstrap {
  constructor(private readonly leadership: Leadership) {}

  onApplicationBootstrap(): void {
    this.leadership.settle();
  }

  /** @param imports what else this process shares with others */
  static of(
    { engine, leadership, budgets, principals, members }: Leader,
    ...imports: DynamicModule[]
  ): DynamicModule {
    return {
      module: LeaderModule,
      imports: [MetricsModule, ...imports],
      providers: [
        LogWriter,
        LeaderIncidents,
        Notices,
        SharedWindows,
        EngineMetrics,
        LeaderMetrics,
        { provide: Members, useValue: members },
        { provide: Engine, useValue: engine },
        { provide: Leadership, useValue: leadership },
        { provide: ForwardedPrincipals, useValue: principals },
        ...(budgets
          ? [
              { provide: BudgetStore, useValue: budgets },
              { provide: GapLog, useClass: EngineGapLog },
            ]
          : []),
      ],
      exports: [
        ForwardedPrincipals,
        Engine,
        Notices,
        Members,
        SharedWindows,
        ...(budgets ? [GapLog, BudgetStore] : []),
      ],
    };
  }
}
