import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, bearer, BOT, GuardedApp, KEYS } from '../../test/support/guarded-app.js';
import { KeyRing } from './key-ring.js';

let guarded: GuardedApp;

afterEach(() => guarded.app.close());

describe('with keys', () => {
  beforeEach(async () => {
    guarded = await GuardedApp.start({ API_KEYS: KEYS });
  });

  it('accepts a key in either header, with its accounts', async () => {
    expect((await guarded.call('GET', '/probe', bearer(BOT))).body).toEqual({
      name: 'bot',
      accounts: [1, 2],
    });
    expect((await guarded.call('GET', '/probe', { 'x-api-key': ADMIN })).body).toEqual({
      name: 'boss',
      accounts: null,
    });
  });

  it('refuses no key, a wrong key, and local requests without one', async () => {
    expect((await guarded.call('GET', '/probe')).body).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await guarded.call('GET', '/probe', bearer('wrong'))).status).toBe(401);
    expect((await guarded.call('GET', '/probe', {}, { from: '127.0.0.1' })).status).toBe(401);
    expect((await guarded.call('GET', '/probe/open')).status).toBe(200);
  });

  it.each(['key', 'api_key', 'token', 'Authorization'])(
    'refuses a key in the URL as %s, and explains why',
    async (name) => {
      const { status, body } = await guarded.call('GET', `/probe?${name}=${BOT}`);
      expect(status).toBe(401);
      expect(body.detail).toContain('logs keep URLs');
      expect(body.detail).not.toContain(BOT);
    },
  );

  it('requires an admin key for admin routes', async () => {
    expect((await guarded.call('POST', '/probe/admin', bearer(BOT))).body).toMatchObject({
      statusCode: 403,
      code: 'FORBIDDEN',
    });
    expect((await guarded.call('POST', '/probe/admin', bearer(ADMIN))).status).toBe(201);
  });

  it('lets a request give up rights of its key, never gain any', async () => {
    const restricted = (headers: Record<string, string>, key = BOT) =>
      guarded.call('GET', '/probe', { ...bearer(key), ...headers });
    expect((await restricted({ 'x-restrict-accounts': '2,3' })).body.accounts).toEqual([2]);
    expect((await restricted({ 'x-restrict-accounts': '' }, ADMIN)).body.accounts).toEqual([]);
    expect((await restricted({ 'x-restrict-accounts': '1;2' })).body.code).toBe('INVALID_REQUEST');
    expect((await restricted({ 'x-restrict-scope': 'all' })).body.code).toBe('INVALID_REQUEST');
    expect((await restricted({ 'x-on-behalf-of': 'a b' })).body.code).toBe('INVALID_REQUEST');
    const asReader = { ...bearer(ADMIN), 'x-restrict-scope': 'read' };
    expect((await guarded.call('POST', '/probe/admin', asReader)).body.code).toBe('FORBIDDEN');
    const asAdmin = { ...bearer(BOT), 'x-restrict-scope': 'admin' };
    expect((await guarded.call('POST', '/probe/admin', asAdmin)).body.code).toBe('FORBIDDEN');
  });

  it('counts all routes in one bucket per key, at the rate of the key', async () => {
    for (let at = 0; at < 2; at += 1)
      expect((await guarded.call('GET', '/probe', bearer(ADMIN))).status).toBe(200);
    const last = await guarded.call('POST', '/probe/admin', bearer(ADMIN));
    expect(last.headers).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '60',
    });
    const { status, headers, body } = await guarded.call('GET', '/probe', bearer(ADMIN), {
      from: '192.0.2.10',
    });
    expect({ status, retry: headers['retry-after'], code: body.code }).toEqual({
      status: 429,
      retry: '60',
      code: 'RATE_LIMITED',
    });
    guarded.clock.advance(60_000);
    expect((await guarded.call('GET', '/probe', bearer(ADMIN))).status).toBe(200);
  });

  it('never limits a bot that reads twice a second', async () => {
    for (let second = 0; second < 180; second += 1) {
      for (let at = 0; at < 2; at += 1)
        expect((await guarded.call('GET', '/probe', bearer(BOT))).status).toBe(200);
      guarded.clock.advance(1000);
    }
  });

  it('limits guesses per address', async () => {
    let status = 0;
    for (let at = 0; at <= 100; at += 1)
      ({ status } = await guarded.call('GET', '/probe', bearer(`guess-${at}`)));
    expect(status).toBe(429);
    expect((await guarded.call('GET', '/probe', bearer(BOT))).status).toBe(200);
  });

  it('refuses an admin key restricted to accounts where a route affects all', async () => {
    await guarded.app.close();
    guarded = await GuardedApp.start({ API_KEYS: `narrow:admin:${ADMIN}:accounts=1,${KEYS.split(',')[0]}` });
    const refused = await guarded.call('POST', '/probe/all', bearer(ADMIN));
    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
    expect((await guarded.call('POST', '/probe/admin', bearer(ADMIN))).status).toBe(201);
  });

  it('limits some routes further, per caller', async () => {
    const statuses = [];
    for (let at = 0; at < 3; at += 1)
      statuses.push((await guarded.call('POST', '/probe/tight', bearer(BOT))).status);
    expect(statuses).toEqual([201, 201, 429]);
    expect((await guarded.call('GET', '/probe', bearer(BOT))).status).toBe(200);
  });
});

describe('without keys', () => {
  it('gives local requests full access in the demo, and explains to others how to create a key', async () => {
    guarded = await GuardedApp.start({});
    expect((await guarded.call('POST', '/probe/admin', {}, { from: '127.0.0.1' })).status).toBe(201);
    const { status, body } = await guarded.call('GET', '/probe');
    expect(status).toBe(401);
    expect(body.detail).toContain('npm run keys');
  });

  it('lets anyone read with PUBLIC_READ, and nothing else', async () => {
    guarded = await GuardedApp.start({ PUBLIC_READ: 'true' });
    expect((await guarded.call('GET', '/probe')).body.name).toBe('public');
    expect((await guarded.call('POST', '/probe/admin')).status).toBe(403);
  });
});

describe('API_KEYS_FILE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const file = join(folder, 'keys.txt');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('without a key is refused at the start', async () => {
    writeFileSync(file, '# none yet\n');
    await expect(GuardedApp.start({ API_KEYS_FILE: file })).rejects.toThrow('API_KEYS_FILE holds no key');
  });

  it('is reloaded on change, unless it is invalid, empty, missing or unreadable', async () => {
    writeFileSync(file, `bot:read:${BOT}\n`);
    guarded = await GuardedApp.start({ API_KEYS_FILE: file });
    expect((await guarded.call('GET', '/probe', bearer(BOT))).status).toBe(200);
    writeFileSync(file, 'bot:nonsense\n');
    guarded.app.get(KeyRing).reload();
    expect((await guarded.call('GET', '/probe', bearer(BOT))).status).toBe(200);
    writeFileSync(file, '');
    guarded.app.get(KeyRing).reload();
    expect((await guarded.call('GET', '/probe')).status).toBe(401);
    rmSync(file);
    guarded.app.get(KeyRing).reload();
    mkdirSync(file);
    guarded.app.get(KeyRing).reload();
    rmSync(file, { recursive: true });
    expect((await guarded.call('GET', '/probe', bearer(BOT))).status).toBe(200);
    writeFileSync(file, `boss:admin:${ADMIN}\n`);
    guarded.app.get(KeyRing).reload();
    expect((await guarded.call('GET', '/probe', bearer(BOT))).status).toBe(401);
    expect((await guarded.call('GET', '/probe', bearer(ADMIN))).status).toBe(200);
  });

  it('forgets what a connection showed when the keys change', async () => {
    writeFileSync(file, `bot:read:${BOT}\n`);
    guarded = await GuardedApp.start({ API_KEYS_FILE: file });
    const keys = guarded.app.get(KeyRing);
    const connection = {};
    const names = (): (string | undefined)[] =>
      [BOT, BOT, ADMIN, BOT.toUpperCase()].map((secret) => keys.find(secret, connection)?.name);
    expect(names()).toEqual(['bot', 'bot', undefined, undefined]);
    writeFileSync(file, `boss:admin:${ADMIN}\n`);
    keys.reload();
    expect(names()).toEqual([undefined, undefined, 'boss', undefined]);
  });
});
