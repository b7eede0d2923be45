import { type DynamicModule, Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import { BudgetStore } from '../egress/budget-store.port.js';
import { GapLog } from '../upstream/gap-log.port.js';
import { EngineGapLog } from './engine-gap-log.js';
import { Engine } from './engine.port.js';
import { Leadership } from './leadership.js';
import { LogWriter } from './log-writer.js';

export interface Leader {
  engine: Engine;
  leadership: Leadership;
  budgets: BudgetStore;
  principals: ForwardedPrincipals;
}

/** Publishes what this process collects to the cluster. */
@Global()
@Module({})
export class LeaderModule implements OnApplicationBootstrap {
  constructor(private readonly leadership: Leadership) {}

  onApplicationBootstrap(): void {
    this.leadership.settle();
  }

  static of({ engine, leadership, budgets, principals }: Leader): DynamicModule {
    return {
      module: LeaderModule,
      providers: [
        LogWriter,
        { provide: Engine, useValue: engine },
        { provide: Leadership, useValue: leadership },
        { provide: BudgetStore, useValue: budgets },
        { provide: ForwardedPrincipals, useValue: principals },
        { provide: GapLog, useClass: EngineGapLog },
      ],
      exports: [GapLog, BudgetStore, ForwardedPrincipals],
    };
  }
}
