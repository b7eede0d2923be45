import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Post, type Provider } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ManualClock } from './manual-clock.js';
import { ClockModule } from '../../src/clock/clock.module.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { readConfig } from '../../src/config/read-config.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { validationPipe } from '../../src/http/validation.js';
import { AccessModule } from '../../src/access/access.module.js';
import {
  AcceptsTicket,
  CurrentPrincipal,
  Public,
  RequireAllAccounts,
  RequireScope,
  RouteLimit,
} from '../../src/access/access.decorators.js';
import type { Principal } from '../../src/access/principal.js';

export const BOT = 'bot-secret-bot-secret';
export const ADMIN = 'admin-secret-admin-secret';
export const KEYS = `bot:read:${BOT}:accounts=1|2,boss:admin:${ADMIN}:rate=3/minute`;

const ROOT = mkdtempSync(join(tmpdir(), 'guarded-app-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

@Controller('probe')
class ProbeController {
  @Get()
  read(@CurrentPrincipal() principal: Principal): { name: string; accounts: number[] | null } {
    return { name: principal.name, accounts: principal.accounts && [...principal.accounts] };
  }

  @AcceptsTicket()
  @Get('stream')
  stream(@CurrentPrincipal() principal: Principal): { name: string } {
    return { name: principal.name };
  }

  @RequireAllAccounts()
  @Post('all')
  all(): string {
    return 'done';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }

  @RequireScope('admin')
  @Post('admin')
  admin(): string {
    return 'done';
  }

  @RouteLimit(2)
  @Post('tight')
  tight(): string {
    return 'done';
  }
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, unknown>;
}

/** The access module alone, in front of a few routes. */
export class GuardedApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly clock: ManualClock,
  ) {}

  /**
   * Each app has a data directory of its own unless `DATA_DIR` is given.
   * @param shared what it has in common with others; `null` for nothing
   */
  static async start(
    env: Record<string, string>,
    clock = new ManualClock(),
    shared: readonly Provider[] | null = null,
  ): Promise<GuardedApp> {
    const config = readConfig({ DATA_DIR: mkdtempSync(join(ROOT, 'data-')), ...env });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.register(config), ClockModule.register(clock), AccessModule.over(shared)],
      controllers: [ProbeController],
    }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useGlobalFilters(new ProblemFilter());
    app.useGlobalPipes(validationPipe());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new GuardedApp(app, clock);
  }

  async call(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    headers: Record<string, string> = {},
    { from = '192.0.2.9', payload }: { from?: string; payload?: object } = {},
  ): Promise<Answer> {
    const reply = await this.app.inject({
      method,
      url,
      headers: { host: 'localhost:5000', ...headers },
      remoteAddress: from,
      payload,
    });
    const isJson = String(reply.headers['content-type']).includes('json');
    return { status: reply.statusCode, body: isJson ? reply.json() : {}, headers: reply.headers };
  }
}

export const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });
