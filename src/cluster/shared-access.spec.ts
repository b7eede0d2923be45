import { ADMIN, bearer, BOT, GuardedApp, KEYS } from '../../test/support/guarded-app.js';
import { engineOf } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { until } from '../../test/support/until.js';
import { Authenticator } from '../access/authenticator.port.js';
import { EngineMemory } from './engine-memory.js';
import { Engine, NOTICES } from './engine.port.js';
import type { MemoryEngine } from './memory-engine.js';
import { Members } from './members.js';
import { Notices } from './notices.js';
import { sharedAccess } from './shared-access.js';
import { SharedWindows } from './shared-windows.js';

const page = { origin: 'http://localhost:5000', 'sec-fetch-site': 'same-origin' };

let clock: ManualClock;
let memory: EngineMemory;
let opened: GuardedApp[] = [];

beforeEach(() => {
  clock = new ManualClock();
  memory = new EngineMemory(clock);
});
afterEach(async () => {
  await Promise.all(opened.map(({ app }) => app.close()));
  opened = [];
});

/** A gateway with the access module alone. */
async function gateway(env: Record<string, string> = {}): Promise<GuardedApp & { engine: MemoryEngine }> {
  const engine = engineOf(memory, `gateway-${opened.length}`);
  const secret = await engine.secret('session');
  const members = new Members(engine, clock, 3_000, { name: 'gateway', roles: ['gateway'] });
  const shared = [
    { provide: Engine, useValue: engine },
    { provide: Members, useValue: members },
    Notices,
    SharedWindows,
    ...sharedAccess(secret, true),
  ];
  const app = await GuardedApp.start({ API_KEYS: KEYS, SESSION_SECRET: secret, ...env }, clock, shared);
  opened.push(app);
  return Object.assign(app, { engine });
}

const ticketOf = async (guarded: GuardedApp, headers = bearer(BOT)): Promise<string> =>
  String((await guarded.call('POST', '/api/ws/ticket', headers)).body.ticket);

const stream = (guarded: GuardedApp, ticket: string) => guarded.call('GET', `/probe/stream?ticket=${ticket}`);

async function signIn(guarded: GuardedApp, payload: object): Promise<{ status: number; cookie: string }> {
  const { status, headers } = await guarded.call('POST', '/api/session', page, { payload });
  return { status, cookie: String(headers['set-cookie']).split(';')[0]! };
}

describe('tickets of a cluster', () => {
  it('are accepted by another gateway, by one of them only, once', async () => {
    const [a, b] = [await gateway(), await gateway()];
    const ticket = await ticketOf(a);
    const answers = await Promise.all([stream(a, ticket), stream(b, ticket), stream(b, ticket)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it('have the rights of the request that asked for them, no more', async () => {
    const [a, b] = [await gateway(), await gateway()];
    const seen = async (headers: Record<string, string>): Promise<unknown> => {
      const request = { method: 'GET', url: `/ws?ticket=${await ticketOf(a, headers)}`, headers: {} };
      const principal = await b.app
        .get(Authenticator)
        .authenticateStream({ ...request, remoteAddress: '192.0.2.9' });
      return { ...principal, accounts: principal.accounts && [...principal.accounts] };
    };
    expect(await seen(bearer(BOT))).toMatchObject({ name: 'bot', scope: 'read', accounts: [1, 2] });
    expect(await seen({ ...bearer(BOT), 'x-restrict-accounts': '2' })).toMatchObject({ accounts: [2] });
    const narrowed = { ...bearer(ADMIN), 'x-restrict-scope': 'read', 'x-restrict-accounts': '3' };
    expect(await seen(narrowed)).toMatchObject({ name: 'boss', scope: 'read', accounts: [3] });
  });

  it('are refused when forged, late, of another kind, or of a key that is gone', async () => {
    const [a, b] = [await gateway(), await gateway()];
    const ticket = await ticketOf(a);
    const [claims = '', signature = ''] = ticket.split('.');
    const forged = Buffer.from(claims, 'base64url').toString().replace('"read"', '"admin"');
    const changed = `${Buffer.from(forged).toString('base64url')}.${signature}`;
    expect((await stream(b, changed)).status).toBe(401);
    expect((await signIn(b, { ticket })).status).toBe(401);
    const other = await gateway({ API_KEYS: `bot:read:${BOT}-changed:accounts=1|2` });
    expect((await stream(other, ticket)).status).toBe(401);
    const late = await ticketOf(a);
    clock.advance(30_000);
    expect((await stream(b, late)).status).toBe(401);
  });

  it('sign in at any gateway with a link, once', async () => {
    const [a, b] = [await gateway(), await gateway()];
    const { body } = await a.call('POST', '/api/session/ticket', bearer(BOT));
    const { status, cookie } = await signIn(b, { ticket: body.ticket });
    expect(status).toBe(200);
    expect((await a.call('GET', '/probe', { cookie })).body.name).toBe('bot');
    expect((await signIn(a, { ticket: body.ticket })).status).toBe(401);
  });

  it('answer 503 while the engine cannot be reached; keys and sessions go on working', async () => {
    const a = await gateway();
    const ticket = await ticketOf(a);
    const { cookie } = await signIn(a, { key: ADMIN });
    a.engine.setConnected(false);
    expect((await stream(a, ticket)).body).toMatchObject({ statusCode: 503, code: 'ENGINE_UNAVAILABLE' });
    // After a 503 a browser would give its EventSource up.
    const events = { accept: 'text/event-stream' };
    expect((await a.call('GET', `/probe/stream?ticket=${ticket}`, events)).status).toBe(200);
    expect((await a.call('GET', '/probe', bearer(BOT))).status).toBe(200);
    expect((await a.call('GET', '/probe', { cookie })).status).toBe(200);
    expect((await a.call('DELETE', '/api/session', { cookie, ...page })).body.code).toBe(
      'ENGINE_UNAVAILABLE',
    );
    a.engine.setConnected(true);
    expect((await a.call('GET', '/probe', { cookie })).status).toBe(200);
    expect((await stream(a, ticket)).status).toBe(200);
  });
});

describe('sessions of a cluster', () => {
  it('end at every gateway, with all that they opened there, and stay ended', async () => {
    const [a, b] = [await gateway(), await gateway()];
    const { cookie } = await signIn(a, { key: ADMIN });
    const known = b.app.get(Authenticator);
    const asked = { method: 'GET', url: '/ws', headers: { cookie }, remoteAddress: '192.0.2.9' };
    const principal = known.authenticate(asked);
    const ticket = await ticketOf(b, { cookie, ...page });
    let changes = 0;
    known.onChange(() => (changes += 1));
    expect((await a.call('DELETE', '/api/session', { cookie, ...page })).status).toBe(204);
    await until(() => changes === 1);
    expect(known.isStillValid(principal)).toBe(false);
    expect((await b.call('GET', '/probe', { cookie })).status).toBe(401);
    expect((await stream(a, ticket)).status).toBe(401);
    const later = await gateway();
    expect((await later.call('GET', '/probe', { cookie })).status).toBe(401);
    memory.shares.delete(NOTICES);
    a.engine.onEmptied();
    const afterLoss = await gateway();
    expect((await afterLoss.call('GET', '/probe', { cookie })).status).toBe(401);
  });
});
