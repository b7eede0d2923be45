import { ADMIN, bearer, BOT, GuardedApp, KEYS } from '../../test/support/guarded-app.js';

let guarded: GuardedApp;

afterEach(() => guarded.app.close());

describe('session', () => {
  const page = { origin: 'http://localhost:5000', 'sec-fetch-site': 'same-origin' };

  beforeEach(async () => {
    guarded = await GuardedApp.start({ API_KEYS: KEYS });
  });

  async function signIn(): Promise<string> {
    const { headers } = await guarded.call('POST', '/api/session', page, { payload: { key: ADMIN } });
    return String(headers['set-cookie']);
  }

  it('is kept in a cookie that scripts and other sites cannot read', async () => {
    const cookie = await signIn();
    expect(cookie).toMatch(/^lighter_session=.+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    const [pair] = cookie.split(';');
    expect((await guarded.call('GET', '/probe', { cookie: pair! })).body.name).toBe('boss');
    expect((await guarded.call('GET', '/api/session', { cookie: pair! })).body).toEqual({
      name: 'boss',
      scope: 'admin',
      accounts: null,
    });
  });

  it('changes state only for pages of the service', async () => {
    const [cookie] = (await signIn()).split(';');
    const foreign = { cookie: cookie!, origin: 'https://attacker.example', 'sec-fetch-site': 'cross-site' };
    expect((await guarded.call('POST', '/probe/admin', foreign)).status).toBe(403);
    expect((await guarded.call('POST', '/probe/admin', { cookie: cookie!, ...page })).status).toBe(201);
  });

  it('ends at sign-out, at expiry, and when tampered with', async () => {
    const [cookie] = (await signIn()).split(';');
    expect((await guarded.call('GET', '/probe', { cookie: `${cookie}x` })).status).toBe(401);
    expect((await guarded.call('DELETE', '/api/session', { cookie: cookie!, ...page })).status).toBe(204);
    expect((await guarded.call('GET', '/probe', { cookie: cookie! })).status).toBe(401);
    guarded.clock.advance(60_000);
    const [second] = (await signIn()).split(';');
    guarded.clock.advance(7 * 24 * 3_600_000);
    expect((await guarded.call('GET', '/probe', { cookie: second! })).status).toBe(401);
  });

  it('is refused for a wrong key, a missing one, or another site', async () => {
    expect((await guarded.call('POST', '/api/session', page, { payload: { key: 'wrong' } })).status).toBe(
      401,
    );
    expect((await guarded.call('POST', '/api/session', page, { payload: {} })).body).toMatchObject({
      statusCode: 400,
    });
    const foreign = { origin: 'https://attacker.example' };
    expect((await guarded.call('POST', '/api/session', foreign, { payload: { key: ADMIN } })).status).toBe(
      403,
    );
  });
});

describe('ticket', () => {
  beforeEach(async () => {
    guarded = await GuardedApp.start({ API_KEYS: KEYS });
  });

  it('admits its principal once, within 30 s, to streams only', async () => {
    const ticket = async (): Promise<string> =>
      String((await guarded.call('POST', '/api/ws/ticket', bearer(BOT))).body.ticket);
    const first = await ticket();
    expect((await guarded.call('GET', `/probe?ticket=${first}`)).body.detail).toContain('only /ws');
    expect((await guarded.call('GET', `/probe/stream?ticket=${first}`)).body).toEqual({ name: 'bot' });
    expect((await guarded.call('GET', `/probe/stream?ticket=${first}`)).status).toBe(401);
    const late = await ticket();
    guarded.clock.advance(30_000);
    expect((await guarded.call('GET', `/probe/stream?ticket=${late}`)).status).toBe(401);
  });
});
