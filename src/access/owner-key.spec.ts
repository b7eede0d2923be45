import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Authenticator } from './authenticator.port.js';
import { bearer, GuardedApp } from '../../test/support/guarded-app.js';
import { temporaryKeyFile, writeTemporaryKey } from './temporary-key-file.js';
import { ManualClock } from '../../test/support/manual-clock.js';

const LIVE = { Lighter_1_main_Account_Index: '1' };
const LOCAL = { from: '127.0.0.1' };
const page = { origin: 'http://localhost:5000', 'sec-fetch-site': 'same-origin' };

const dataDir = mkdtempSync(join(tmpdir(), 'owner-key-'));
const file = join(dataDir, 'owner.key');
let guarded: GuardedApp;

const start = async (env: Record<string, string> = {}, clock?: ManualClock): Promise<string> => {
  guarded = await GuardedApp.start({ ...LIVE, DATA_DIR: dataDir, ...env }, clock);
  return readFileSync(file, 'utf8').trim();
};

// The folder of temporary files of this spec alone.
process.env.TMPDIR = dataDir;

afterEach(() => guarded.app.close());
afterAll(() => rmSync(dataDir, { recursive: true }));

describe('a live service without configured keys', () => {
  it('creates an owner key that only its own user can read, and keeps it', async () => {
    const key = await start();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await guarded.call('POST', '/probe/admin', bearer(key))).status).toBe(201);
    await guarded.app.close();
    expect(await start()).toBe(key);
  });

  it.each([
    ['nginx with a bare proxy_pass', { host: '127.0.0.1:5000' }],
    ['a local program', { host: 'localhost:5000' }],
  ])('refuses %s without the key, and explains how to get in', async (_, headers) => {
    await start();
    const { status, body } = await guarded.call('POST', '/probe/admin', headers, LOCAL);
    expect(status).toBe(401);
    expect(body.detail).toContain('npm run keys -- link');
  });

  it('replaces a damaged owner key', async () => {
    writeFileSync(file, 'short');
    const key = await start();
    expect((await guarded.call('GET', '/probe', bearer(key))).body.name).toBe('owner');
  });

  it('starts with a key of its own when DATA_DIR cannot be written', async () => {
    const unwritable = join(file, 'below-a-file');
    await start({ DATA_DIR: unwritable });
    expect((await guarded.call('GET', '/probe', {}, LOCAL)).status).toBe(401);
    const elsewhere = temporaryKeyFile(unwritable);
    expect(statSync(elsewhere).mode & 0o777).toBe(0o600);
    const key = readFileSync(elsewhere, 'utf8').trim();
    expect((await guarded.call('GET', '/probe', bearer(key))).body.name).toBe('owner');
  });

  it('keeps no key in a folder that another user has prepared', () => {
    const unwritable = join(file, 'below-a-file');
    const folder = dirname(temporaryKeyFile(unwritable));
    rmSync(folder, { recursive: true, force: true });
    symlinkSync(dataDir, folder);
    expect(() => writeTemporaryKey(unwritable, 'secret')).toThrow('belongs to another user');
    rmSync(folder);
  });

  it('trusts local requests with TRUST_LOOPBACK, and refuses others', async () => {
    await start({ TRUST_LOOPBACK: 'on' });
    expect((await guarded.call('POST', '/probe/admin', {}, LOCAL)).status).toBe(201);
    expect((await guarded.call('GET', '/probe')).status).toBe(401);
  });

  it('ignores TRUST_LOOPBACK once a key is configured', async () => {
    await start({ TRUST_LOOPBACK: 'on', API_KEYS: 'bot:read:bot-secret-bot-secret' });
    expect((await guarded.call('GET', '/probe', {}, LOCAL)).status).toBe(401);
  });
});

describe('a sign-in ticket', () => {
  const signIn = async (ticket: string): Promise<{ status: number; cookie: string }> => {
    const { status, headers } = await guarded.call('POST', '/api/session', page, { payload: { ticket } });
    return { status, cookie: String(headers['set-cookie']).split(';')[0]! };
  };
  const create = async (headers: Record<string, string>): Promise<{ status: number; ticket: string }> => {
    const { status, body } = await guarded.call('POST', '/api/session/ticket', headers);
    return { status, ticket: String(body.ticket) };
  };

  it('signs in once, within ten minutes', async () => {
    const key = await start();
    const { ticket } = await create(bearer(key));
    const { status, cookie } = await signIn(ticket);
    expect(status).toBe(200);
    expect((await guarded.call('GET', '/probe', { cookie })).body.name).toBe('owner');
    expect((await signIn(ticket)).status).toBe(401);
    const { ticket: late } = await create(bearer(key));
    guarded.clock.advance(600_000);
    expect((await signIn(late)).status).toBe(401);
  });

  it('opens nothing else, and a stream ticket does not sign in', async () => {
    const key = await start();
    const { ticket } = await create(bearer(key));
    expect((await guarded.call('GET', `/probe/stream?ticket=${ticket}`)).status).toBe(401);
    const { body } = await guarded.call('POST', '/api/ws/ticket', bearer(key));
    expect((await signIn(String(body.ticket))).status).toBe(401);
  });

  it('is created for a key only, not for the session that it started', async () => {
    const { cookie } = await signIn((await create(bearer(await start()))).ticket);
    expect((await create({ cookie, ...page })).status).toBe(403);
  });
});

describe('a session', () => {
  const signIn = async (key: string): Promise<string> => {
    const { headers } = await guarded.call('POST', '/api/session', page, { payload: { key } });
    return String(headers['set-cookie']).split(';')[0]!;
  };
  const works = async (cookie: string): Promise<boolean> =>
    (await guarded.call('GET', '/probe', { cookie })).status === 200;

  it('survives a restart, and stays ended after one', async () => {
    const clock = new ManualClock();
    const key = await start({}, clock);
    const [kept, ended] = [await signIn(key), await signIn(key)];
    await guarded.call('DELETE', '/api/session', { cookie: ended, ...page });
    await guarded.app.close();
    await start({}, clock);
    expect([await works(kept), await works(ended)]).toEqual([true, false]);
    for (const name of ['session.secret', 'ended-sessions'])
      expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
  });

  it('ends what it opened when it is signed out or expires, and nothing else', async () => {
    const key = await start();
    const authenticator = guarded.app.get(Authenticator);
    const open = async (): Promise<{ cookie: string; isKnown: () => boolean }> => {
      const cookie = await signIn(key);
      const principal = authenticator.authenticate({
        method: 'GET',
        url: '/ws',
        headers: { cookie },
        remoteAddress: '192.0.2.9',
      });
      return { cookie, isKnown: () => authenticator.isStillValid(principal) };
    };
    const [first, second] = [await open(), await open()];
    let changes = 0;
    authenticator.onChange(() => (changes += 1));
    await guarded.call('DELETE', '/api/session', { cookie: first.cookie, ...page });
    expect([changes, first.isKnown(), second.isKnown()]).toEqual([1, false, true]);
    guarded.clock.advance(7 * 24 * 3_600_000);
    expect(changes).toBeGreaterThan(1);
    expect(second.isKnown()).toBe(false);
  });
});
