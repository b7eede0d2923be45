import { CacheModule } from '@nestjs/cache-manager';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import type { Principal } from '../../src/access/principal.js';
import { Clock } from '../../src/clock/clock.js';
import { HistoryController } from '../../src/history/http/history.controller.js';
import { SumsController } from '../../src/history/http/sums.controller.js';
import { SupabaseStatusController } from '../../src/history/http/supabase-status.controller.js';
import { HistoryHealth } from '../../src/history/history-health.service.js';
import { HistoryReads } from '../../src/history/history-reads.service.js';
import { HistoryStore } from '../../src/history/history-store.port.js';
import { HistoryRecorder } from '../../src/history/recording/history.recorder.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { validationPipe } from '../../src/http/validation.js';
import { ChangeFeed } from '../../src/state/change-feed.port.js';
import { ScriptedFeed } from './scripted-feed.js';

type Row = Record<string, unknown>;

/** Loosely typed responses of the history endpoints. */
export interface HistoryAnswer extends Row {
  trades: Row[];
  points: Row[];
  rows: Row[];
  total: Row;
}

export const ALL_ACCOUNTS: Principal = { name: 'test', scope: 'read', accounts: null, rate: null };

/** The history endpoints over a store, served to `principal`. Accounts 7, 8 and 9 are configured. */
export class HistoryApp {
  principal = ALL_ACCOUNTS;
  private constructor(private readonly app: NestFastifyApplication) {}

  static async over(store: HistoryStore, clock: Clock): Promise<HistoryApp> {
    const module = await Test.createTestingModule({
      imports: [CacheModule.register()],
      controllers: [HistoryController, SumsController, SupabaseStatusController],
      providers: [
        HistoryReads,
        HistoryHealth,
        { provide: HistoryStore, useValue: store },
        { provide: ChangeFeed, useValue: new ScriptedFeed([7, 8, 9]) },
        { provide: Clock, useValue: clock },
        { provide: HistoryRecorder, useValue: { waiting: 0, waitingSeconds: 0, dropped: 0 } },
      ],
    }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    const served = new HistoryApp(app);
    app.useGlobalPipes(validationPipe());
    app.useGlobalFilters(new ProblemFilter());
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onRequest', async (incoming) => {
      Object.assign(incoming, { principal: served.principal });
    });
    await app.init();
    await fastify.ready();
    return served;
  }

  /** Body of a response with the expected status. */
  async get(path: string, status = 200): Promise<HistoryAnswer> {
    const answer = await request(this.app.getHttpServer()).get(path).expect(status);
    return answer.body as HistoryAnswer;
  }

  async text(path: string): Promise<{ text: string; type: string | undefined }> {
    const answer = await request(this.app.getHttpServer()).get(path).buffer(true).parse(readText).expect(200);
    return { text: answer.body as string, type: answer.headers['content-type'] };
  }

  /** The whole response, with any status. */
  async response(path: string): Promise<request.Response> {
    return request(this.app.getHttpServer()).get(path);
  }

  /** Starts a request whose response nothing awaits. @returns what closes its connection */
  begin(path: string): () => void {
    const begun = request(this.app.getHttpServer()).get(path);
    begun.end(() => undefined);
    return () => void begun.abort();
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

const readText = ((response: NodeJS.ReadableStream, done: (error: null, text: string) => void): void => {
  let text = '';
  response.on('data', (chunk: Buffer) => (text += chunk.toString()));
  response.on('end', () => done(null, text));
}) as never;
