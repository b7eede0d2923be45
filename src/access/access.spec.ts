import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ManualClock } from '../../test/support/manual-clock.js';
import { ClockModule } from '../clock/clock.module.js';
import { ConfigModule } from '../config/config.module.js';
import { readConfig } from '../config/read-config.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { validationPipe } from '../http/validation.js';
import { AccessModule } from './access.module.js';
import { CurrentPrincipal } from './current-principal.decorator.js';
import { KeyRing } from './key-ring.js';
import { Open } from './open.decorator.js';
import type { Principal } from './principal.js';
import { RequireScope } from './require-scope.decorator.js';
import { TighterLimit } from './tighter-limit.decorator.js';

const BOT = 'bot-secret-bot-secret';
const ADMIN = 'admin-secret-admin-secret';
const KEYS = `bot:read:${BOT}:accounts=1|2,boss:admin:${ADMIN}:rate=3/minute`;

@Controller('probe')
class ProbeController {
  @Get()
  read(@CurrentPrincipal() principal: Principal): { name: string; accounts: number[] | null } {
    return { name: principal.name, accounts: principal.accounts && [...principal.accounts] };
  }

  @Open()
  @Get('open')
  open(): string {
    return 'open';
  }

  @RequireScope('admin')
  @Post('admin')
  admin(): string {
    return 'done';
  }

  @TighterLimit(2)
  @Post('tight')
  tight(): string {
    return 'done';
  }
}

let app: NestFastifyApplication;
let clock: ManualClock;

async function start(env: Record<string, string>): Promise<void> {
  clock = new ManualClock();
  const module = await Test.createTestingModule({
    imports: [ConfigModule.register(readConfig(env)), ClockModule.register(clock), AccessModule],
    controllers: [ProbeController],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(validationPipe());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
}

afterEach(() => app.close());

interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, unknown>;
}

async function call(
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  headers: Record<string, string> = {},
  { from = '192.0.2.9', payload }: { from?: string; payload?: object } = {},
): Promise<Answer> {
  const reply = await app.inject({
    method,
    url,
    headers: { host: 'localhost:5000', ...headers },
    remoteAddress: from,
    payload,
  });
  const isJson = String(reply.headers['content-type']).includes('json');
  return { status: reply.statusCode, body: isJson ? reply.json() : {}, headers: reply.headers };
}

const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });

describe('with keys', () => {
  beforeEach(() => start({ API_KEYS: KEYS }));

  it('knows a key by either header, and what it may see', async () => {
    expect((await call('GET', '/probe', bearer(BOT))).body).toEqual({ name: 'bot', accounts: [1, 2] });
    expect((await call('GET', '/probe', { 'x-api-key': ADMIN })).body).toEqual({
      name: 'boss',
      accounts: null,
    });
  });

  it('refuses no key, a wrong key, and this machine too', async () => {
    expect((await call('GET', '/probe')).body).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await call('GET', '/probe', bearer('wrong'))).status).toBe(401);
    expect((await call('GET', '/probe', {}, { from: '127.0.0.1' })).status).toBe(401);
    expect((await call('GET', '/probe/open')).status).toBe(200);
  });

  it.each(['key', 'api_key', 'token', 'Authorization'])(
    'refuses a key in the URL as %s, and says why',
    async (name) => {
      const { status, body } = await call('GET', `/probe?${name}=${BOT}`);
      expect(status).toBe(401);
      expect(body.detail).toContain('logs keep URLs');
      expect(body.detail).not.toContain(BOT);
    },
  );

  it('lets only admin keys do what needs admin', async () => {
    expect((await call('POST', '/probe/admin', bearer(BOT))).body).toMatchObject({
      statusCode: 403,
      code: 'FORBIDDEN',
    });
    expect((await call('POST', '/probe/admin', bearer(ADMIN))).status).toBe(201);
  });

  it('counts one bucket per key, with the rate of the key, over all routes', async () => {
    for (let at = 0; at < 2; at += 1) expect((await call('GET', '/probe', bearer(ADMIN))).status).toBe(200);
    const last = await call('POST', '/probe/admin', bearer(ADMIN));
    expect(last.headers).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '60',
    });
    const { status, headers, body } = await call('GET', '/probe', bearer(ADMIN), { from: '192.0.2.10' });
    expect({ status, retry: headers['retry-after'], code: body.code }).toEqual({
      status: 429,
      retry: '60',
      code: 'RATE_LIMITED',
    });
    clock.advance(60_000);
    expect((await call('GET', '/probe', bearer(ADMIN))).status).toBe(200);
  });

  it('never cuts off a bot that reads twice a second', async () => {
    for (let second = 0; second < 180; second += 1) {
      for (let at = 0; at < 2; at += 1) expect((await call('GET', '/probe', bearer(BOT))).status).toBe(200);
      clock.advance(1000);
    }
  });

  it('limits guesses by address, whatever key they show', async () => {
    let status = 0;
    for (let at = 0; at <= 100; at += 1) ({ status } = await call('GET', '/probe', bearer(`guess-${at}`)));
    expect(status).toBe(429);
    expect((await call('GET', '/probe', bearer(BOT))).status).toBe(200);
  });

  it('limits some routes further', async () => {
    const statuses = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await call('POST', '/probe/tight', bearer(BOT))).status);
    expect(statuses).toEqual([201, 201, 429]);
    expect((await call('GET', '/probe', bearer(BOT))).status).toBe(200);
  });
});

describe('session', () => {
  const page = { origin: 'http://localhost:5000', 'sec-fetch-site': 'same-origin' };

  beforeEach(() => start({ API_KEYS: KEYS }));

  async function signIn(): Promise<string> {
    const { headers } = await call('POST', '/api/session', page, { payload: { key: ADMIN } });
    return String(headers['set-cookie']);
  }

  it('is kept in a cookie that scripts and other sites never get', async () => {
    const cookie = await signIn();
    expect(cookie).toMatch(/^lighter_session=.+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    const [pair] = cookie.split(';');
    expect((await call('GET', '/probe', { cookie: pair! })).body.name).toBe('boss');
    expect((await call('GET', '/api/session', { cookie: pair! })).body).toEqual({
      name: 'boss',
      scope: 'admin',
      accounts: null,
    });
  });

  it('changes state only for pages of this service', async () => {
    const [cookie] = (await signIn()).split(';');
    const foreign = { cookie: cookie!, origin: 'https://attacker.example', 'sec-fetch-site': 'cross-site' };
    expect((await call('POST', '/probe/admin', foreign)).status).toBe(403);
    expect((await call('POST', '/probe/admin', { cookie: cookie!, ...page })).status).toBe(201);
  });

  it('ends on signing out, with its time, and when it is tampered with', async () => {
    const [cookie] = (await signIn()).split(';');
    expect((await call('GET', '/probe', { cookie: `${cookie}x` })).status).toBe(401);
    expect((await call('DELETE', '/api/session', { cookie: cookie!, ...page })).status).toBe(204);
    expect((await call('GET', '/probe', { cookie: cookie! })).status).toBe(401);
    clock.advance(60_000);
    const [second] = (await signIn()).split(';');
    clock.advance(7 * 24 * 3_600_000);
    expect((await call('GET', '/probe', { cookie: second! })).status).toBe(401);
  });

  it('is not given for a wrong key, a missing one, or to another site', async () => {
    expect((await call('POST', '/api/session', page, { payload: { key: 'wrong' } })).status).toBe(401);
    expect((await call('POST', '/api/session', page, { payload: {} })).body).toMatchObject({
      statusCode: 400,
    });
    const foreign = { origin: 'https://attacker.example' };
    expect((await call('POST', '/api/session', foreign, { payload: { key: ADMIN } })).status).toBe(403);
  });
});

describe('ticket', () => {
  beforeEach(() => start({ API_KEYS: KEYS }));

  it('lets its principal in once, within 30 s', async () => {
    const ticket = async (): Promise<string> =>
      String((await call('POST', '/api/ws/ticket', bearer(BOT))).body.ticket);
    const first = await ticket();
    expect((await call('GET', `/probe?ticket=${first}`)).body).toEqual({ name: 'bot', accounts: [1, 2] });
    expect((await call('GET', `/probe?ticket=${first}`)).status).toBe(401);
    const late = await ticket();
    clock.advance(30_000);
    expect((await call('GET', `/probe?ticket=${late}`)).status).toBe(401);
  });
});

describe('without keys', () => {
  it('lets this machine do all, and tells others how to make a key', async () => {
    await start({});
    expect((await call('POST', '/probe/admin', {}, { from: '127.0.0.1' })).status).toBe(201);
    const { status, body } = await call('GET', '/probe');
    expect(status).toBe(401);
    expect(body.detail).toContain('npm run keys');
  });

  it('opens reading to all with PUBLIC_READ, and no more', async () => {
    await start({ PUBLIC_READ: 'true' });
    expect((await call('GET', '/probe')).body.name).toBe('public');
    expect((await call('POST', '/probe/admin')).status).toBe(403);
  });
});

describe('API_KEYS_FILE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const file = join(folder, 'keys.txt');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read again on change, and a broken one changes nothing', async () => {
    writeFileSync(file, `bot:read:${BOT}\n`);
    await start({ API_KEYS_FILE: file });
    expect((await call('GET', '/probe', bearer(BOT))).status).toBe(200);
    writeFileSync(file, 'bot:nonsense\n');
    app.get(KeyRing).reload();
    expect((await call('GET', '/probe', bearer(BOT))).status).toBe(200);
    writeFileSync(file, `boss:admin:${ADMIN}\n`);
    app.get(KeyRing).reload();
    expect((await call('GET', '/probe', bearer(BOT))).status).toBe(401);
    expect((await call('GET', '/probe', bearer(ADMIN))).status).toBe(200);
  });
});
