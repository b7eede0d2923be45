import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import supertest from 'supertest';
import { SYSTEM, type Principal } from '../../src/access/principal.js';
import { RenderingAdapter } from '../../src/cache/rendering.adapter.js';
import { Clock } from '../../src/clock/clock.js';
import { ExchangeClock } from '../../src/clock/exchange-clock.js';
import { LoopMonitor } from '../../src/clock/loop-monitor.js';
import { AppConfig } from '../../src/config/app-config.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { validationPipe } from '../../src/http/validation.js';
import type { StateOptions } from '../../src/state/state-options.js';
import { StateModule } from '../../src/state/state.module.js';
import { StateStore } from '../../src/state/state.store.js';
import { IngestModule } from '../../src/upstream/ingest.module.js';
import { ManualClock } from './manual-clock.js';
import { STATE_OPTIONS_FOR_TESTS } from './state-store.js';

/** One feature's module over HTTP, with the real state and a manual clock. */
export interface HttpApp {
  app: INestApplication;
  clock: ManualClock;
  store: StateStore;
  /** Sets the caller of later requests. */
  as(principal: Principal): void;
  http: ReturnType<typeof supertest>;
  close(): Promise<void>;
}

export async function startHttp(
  modules: (Type | DynamicModule)[],
  options: StateOptions = STATE_OPTIONS_FOR_TESTS,
  config: object = {},
): Promise<HttpApp> {
  const clock = new ManualClock();
  const caller = { principal: SYSTEM };
  const guard = {
    canActivate: (context: import('@nestjs/common').ExecutionContext): boolean => {
      Object.assign(context.switchToHttp().getRequest<object>(), caller);
      return true;
    },
  };
  const moduleRef = await Test.createTestingModule({
    imports: [
      {
        module: class Surroundings {},
        global: true,
        providers: [
          { provide: Clock, useValue: clock },
          ExchangeClock,
          LoopMonitor,
          { provide: AppConfig, useValue: { lighter: { cacheTtlMs: options.cacheTtlMs }, ...config } },
        ],
        exports: [Clock, ExchangeClock, LoopMonitor, AppConfig],
      },
      StateModule.register({ useFactory: () => options }),
      IngestModule,
      ...modules,
    ],
    providers: [{ provide: APP_GUARD, useValue: guard }],
  }).compile();
  const app = moduleRef.createNestApplication<NestFastifyApplication>(new RenderingAdapter());
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(validationPipe());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    clock,
    store: app.get(StateStore),
    as: (principal) => void (caller.principal = principal),
    http: supertest(app.getHttpServer()),
    close: () => app.close(),
  };
}

/** A read key restricted to these accounts. */
export function reader(...accounts: number[]): Principal {
  return { name: 'bot', scope: 'read', accounts: new Set(accounts), rate: null };
}
