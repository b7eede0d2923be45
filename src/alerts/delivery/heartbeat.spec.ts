import { jest } from '@jest/globals';
import { Controller, Get, HttpException, Logger, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { startFarSide, type FarSide } from '../../../test/support/far-side.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { settleIo, until } from '../../../test/support/until.js';
import { ClockModule } from '../../clock/clock.module.js';
import { ConfigModule } from '../../config/config.module.js';
import { readConfig } from '../../config/read-config.js';
import { RuleEvaluation } from '../rule-evaluation.port.js';
import { Heartbeat } from './heartbeat.js';

let ready = true;
let evaluatedAt: number | null = 0;

@Controller('health/ready')
class Ready {
  @Get()
  check(): string {
    if (!ready) throw new HttpException('not ready', 503);
    return 'ok';
  }
}

describe('heartbeat', () => {
  const clock = new ManualClock();
  const warnings: string[] = [];
  let far: FarSide;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text) => void warnings.push(String(text)));
    far = await startFarSide({ status: 200, body: 'OK' });
    const evaluation = { provide: RuleEvaluation, useValue: { evaluatedAt: () => evaluatedAt } };
    @Module({ providers: [evaluation] })
    class Evaluation {}
    const config = readConfig({ ALERT_HEARTBEAT_URL: `${far.url}/ping/a-secret-check` });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.register(config), ClockModule.register(clock), Evaluation],
      controllers: [Ready],
      providers: [Heartbeat],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await far.close();
    jest.restoreAllMocks();
  });
  beforeEach(() => {
    [ready, evaluatedAt] = [true, clock.monotonic() + 60_000];
    far.received.length = 0;
  });

  it('is requested once a minute while all is well', async () => {
    for (const beats of [1, 2]) {
      evaluatedAt = clock.monotonic() + 60_000;
      clock.advance(60_000);
      await until(() => far.received.length === beats);
    }
    expect(far.received).toMatchObject([{ method: 'GET', path: '/ping/a-secret-check' }, {}]);
  });

  it.each([
    ['the service is not ready', () => (ready = false)],
    ['rules are not evaluated any more', () => (evaluatedAt = clock.monotonic() - 1)],
    ['rules were never evaluated', () => (evaluatedAt = null)],
  ])('is silent while %s', async (_, spoil) => {
    spoil();
    const before = warnings.length;
    clock.advance(60_000);
    await until(() => warnings.length > before || far.received.length > 0);
    await settleIo();
    expect(far.received).toEqual([]);
    ready = true;
    evaluatedAt = clock.monotonic() + 60_000;
    clock.advance(60_000);
    await until(() => far.received.length === 1);
    await settleIo();
  });

  it('logs a refusal of its receiver, without the address', async () => {
    far.script.push({ status: 404, body: 'not found' });
    clock.advance(60_000);
    await until(() => warnings.some((text) => text.includes('404')));
    expect(warnings.join()).not.toContain('a-secret-check');
  });
});
