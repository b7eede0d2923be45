import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ForwardedPrincipals } from '../../access/forwarded-principal.js';
import { SYSTEM } from '../../access/principal.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { AppConfig } from '../../config/app-config.js';
import type { ProxyMethod } from '../../frontend-only/collector-api.port.js';
import type { Engine } from '../engine.port.js';
import type { LogFeed } from '../log-feed.js';
import { FollowedLog } from './followed-log.js';
import { SharesApi } from './shares-api.js';

const AT = Date.parse('2026-11-01T00:00:00Z') / 1000;

/** A leader that answers with what a test says, and notes what it was asked. */
class Leader {
  readonly asked: string[] = [];
  answer: (request: string) => [status: number, body: object] = () => [404, { code: 'NOT_FOUND' }];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const asked = `${request.method} ${request.url}`;
      this.asked.push(asked);
      const [status, body] = this.answer(asked);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  async listen(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let leaders: Leader[];
let feeds: { leaderAddress: string | null }[];
let api: SharesApi;
beforeEach(async () => {
  leaders = [new Leader(), new Leader()];
  feeds = await Promise.all(leaders.map(async (leader) => ({ leaderAddress: await leader.listen() })));
  const log = new FollowedLog(feeds as LogFeed[], (index) => feeds[index] as LogFeed | undefined);
  const clock = new ManualClock(AT * 1000);
  const principals = new ForwardedPrincipals('secret', () => 0);
  const config = { history: { enabled: false } } as AppConfig;
  api = new SharesApi(log, {} as Engine, principals, config, clock);
});
afterEach(() => leaders.forEach((leader) => leader.close()));

async function ask(method: ProxyMethod, path: string): Promise<{ status: number; body: unknown }> {
  const { status, text } = await api.request(method, path, SYSTEM);
  return { status, body: JSON.parse(text) };
}

const answerAll = (...bodies: object[]): void =>
  leaders.forEach((leader, place) => (leader.answer = () => [200, bodies[place] ?? bodies[0]!]));

describe('requests to the leaders of several shares', () => {
  it('reach the one that follows the account', async () => {
    answerAll({ success: true });
    await ask('PATCH', '/api/accounts/1/label');
    await ask('POST', '/api/ws/reconnect?account_index=0');
    expect(leaders.map(({ asked }) => asked)).toEqual([
      ['POST /api/ws/reconnect?account_index=0'],
      ['PATCH /api/accounts/1/label'],
    ]);
  });

  it('are refused before any share gets them while one has no leader', async () => {
    answerAll({ success: true });
    feeds[1]!.leaderAddress = null;
    await expect(ask('POST', '/api/control/pause')).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(leaders[0]!.asked).toEqual([]);
  });

  it('pause all, and a pause of one is a pause of the service', async () => {
    answerAll(
      { success: true, rest_paused: false, ws_paused: false },
      { success: true, rest_paused: true, ws_paused: true },
    );
    const body = { success: true, rest_paused: true, ws_paused: true };
    expect(await ask('POST', '/api/control/pause')).toEqual({ status: 200, body });
    expect(leaders.map(({ asked }) => asked.length)).toEqual([1, 1]);
  });

  it('set a rule everywhere, and delete it also where it is gone', async () => {
    answerAll({ id: 'a-rule' });
    expect(await ask('PUT', '/api/alert-rules/a-rule')).toEqual({ status: 200, body: { id: 'a-rule' } });
    leaders[0]!.answer = () => [404, { code: 'NOT_FOUND' }];
    expect((await ask('DELETE', '/api/alert-rules/a-rule')).status).toBe(200);
    leaders[1]!.answer = () => [404, { code: 'NOT_FOUND' }];
    expect((await ask('DELETE', '/api/alert-rules/a-rule')).status).toBe(404);
    leaders[1]!.answer = () => [400, { code: 'INVALID_REQUEST' }];
    expect((await ask('PUT', '/api/alert-rules/a-rule')).status).toBe(400);
  });

  it('subscribe browsers to push messages with the first share only', async () => {
    answerAll({ subscribed: true });
    expect((await ask('POST', '/api/alerts/push')).body).toEqual({ subscribed: true });
    await ask('POST', '/api/alerts/push/remove?account_index=1');
    await ask('GET', '/api/alerts/push');
    expect(leaders.map(({ asked }) => asked.length)).toEqual([3, 0]);
    feeds[0]!.leaderAddress = null;
    await expect(ask('POST', '/api/alerts/push')).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(leaders[1]!.asked).toEqual([]);
  });

  it('acknowledge an alert where it is', async () => {
    leaders[1]!.answer = () => [200, { alert_id: 'x' }];
    expect(await ask('POST', '/api/alerts/x/acknowledge')).toEqual({ status: 200, body: { alert_id: 'x' } });
  });

  it('count incidents of all shares, also when fewer are listed', async () => {
    const error = (seconds: number, source: string) => ({
      timestamp: AT - seconds,
      source,
      error_type: source,
    });
    answerAll({ errors: [error(10, 'rest'), error(90, 'rest')] }, { errors: [error(20, 'websocket')] });
    const { body } = await ask('GET', '/api/errors?limit=1&source=rest');
    expect(body).toMatchObject({
      errors: [{ timestamp: AT - 10 }],
      summary: { total_errors: 3, errors_last_1min: 2, by_source: { rest: 2, websocket: 1 } },
    });
    expect(leaders[0]!.asked).toEqual(['GET /api/errors?limit=1000']);
  });

  it('list alerts newest first, complete down to where the first page ends', async () => {
    const alert = (since: number, id: string) => ({ alert_id: id.repeat(20), since, updated_at: since });
    const cursorOf = (since: number, id: string): string => `${since}.${id.repeat(20)}`;
    answerAll(
      { alerts: [alert(9, 'a'), alert(5, 'b')], next_cursor: cursorOf(5, 'b') },
      { alerts: [alert(8, 'c'), alert(5, 'b'), alert(2, 'd')], next_cursor: null },
    );
    const { body } = await ask('GET', '/api/alerts?limit=100');
    const ids = (page: unknown): string[] =>
      (page as { alerts: { alert_id: string }[] }).alerts.map(({ alert_id }) => alert_id[0]!);
    // What the first page has after `b` is not known, so `d` comes with the next one.
    expect(ids(body)).toEqual(['a', 'c', 'b']);
    expect(body).toMatchObject({ next_cursor: cursorOf(5, 'b') });
    const short = await ask('GET', '/api/alerts?limit=2');
    expect(ids(short.body)).toEqual(['a', 'c']);
    expect(short.body).toMatchObject({ next_cursor: cursorOf(8, 'c') });
  });

  it('add up what reconnects and what channels delivered', async () => {
    answerAll({ success: true, reset_count: 3 }, { success: true, reset_count: 4 });
    const reset = await ask('POST', '/api/rest/reconnect');
    expect(reset.body).toEqual({ success: true, reset_count: 7 });
    const channel = {
      ...{ name: 'hook', waiting: 1, delivered: 2, rejected: 0, dropped: 0, failed_attempts: 0 },
      ...{
        waiting_since: '2026-11-01T00:00:02Z',
        last_delivered_at: null,
        last_error: null,
        next_attempt_at: null,
      },
    };
    const earlier = { ...channel, waiting_since: '2026-11-01T00:00:01Z', last_error: '500' };
    answerAll({ channels: [channel] }, { channels: [earlier] });
    expect((await ask('GET', '/api/alerts/channels')).body).toEqual({
      channels: [{ ...earlier, waiting: 2, delivered: 4 }],
    });
  });
});
