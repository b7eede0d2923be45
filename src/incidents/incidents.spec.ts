import { reader, startHttp, type HttpApp } from '../../test/support/http-app.js';
import { anIncident } from '../../test/support/state-store.js';
import { IncidentWriter } from './incident-writer.port.js';
import { IncidentsModule } from './incidents.module.js';

let app: HttpApp;

beforeEach(async () => {
  app = await startHttp([IncidentsModule]);
});
afterEach(() => app.close());

const writer = () => app.app.get(IncidentWriter);

describe('IncidentLog', () => {
  it('adds id, time and account name, and removes secrets', () => {
    writer().report({
      account_index: 7,
      source: 'egress',
      error_type: 'proxy-auth',
      error_code: 407,
      message: 'http://user:hunter22@proxy.example:8080 answered 407',
    });
    expect(app.store.incidents()).toEqual([
      {
        incident_id: expect.any(String) as string,
        timestamp: app.clock.wallNow(),
        account_index: 7,
        account_name: 'Lighter_1_x',
        source: 'egress',
        severity: 'warning',
        error_type: 'proxy-auth',
        error_code: '407',
        message: 'http://***@proxy.example:8080 answered 407',
      },
    ]);
  });

  it('reports the first of a flood immediately, and the rest once a second', () => {
    const report = {
      account_index: 7,
      source: 'websocket',
      error_type: 'malformed-frame',
      message: 'bad',
    } as const;
    for (let i = 0; i < 100; i++) writer().report(report);
    writer().report({ ...report, account_index: 3 });
    expect(app.store.incidents()).toHaveLength(2);
    app.clock.advance(1_000);
    expect(app.store.incidents()[0]?.message).toBe('bad (and 98 more like it within a second)');
    app.clock.advance(10_000);
    expect(app.store.incidents()).toHaveLength(3);
    writer().report(report);
    expect(app.store.incidents()).toHaveLength(4);
  });
});

describe('/api/errors', () => {
  beforeEach(() => {
    const at = app.clock.wallNow();
    const report = (id: string, fields: object) =>
      app.store.apply({ type: 'incident', incident: anIncident(id, fields) });
    report('a', {
      timestamp: at - 400_000,
      account_index: 3,
      account_name: 'Lighter_2_y',
      source: 'websocket',
    });
    report('b', { timestamp: at - 100_000, account_index: 7, account_name: 'Lighter_1_x' });
    report('c', { timestamp: at - 1_000, error_type: 'history-disk-low', source: 'history' });
  });

  it('lists them newest first in the shape of the original', async () => {
    const response = await app.http.get('/api/errors').expect(200);
    expect(response.body).toMatchObject({
      errors: [{ error_type: 'history-disk-low' }, { account_index: '7' }, { account_index: '3' }],
      summary: {
        total_errors: 3,
        errors_last_1min: 1,
        errors_last_5min: 2,
        by_type: { 'exchange-down': 2, 'history-disk-low': 1 },
        by_source: { rest: 1, websocket: 1, history: 1 },
      },
    });
    expect((response.body as { errors: object[] }).errors[1]).toEqual({
      timestamp: (app.clock.wallNow() - 100_000) / 1000,
      time_str: new Date(app.clock.wallNow() - 100_000).toISOString(),
      account_index: '7',
      account_name: 'Lighter_1_x',
      error_type: 'exchange-down',
      error_code: '503',
      message: 'Service Unavailable',
      source: 'rest',
      severity: 'warning',
    });
  });

  it('filters by source and limit, and refuses unknown values', async () => {
    const response = await app.http.get('/api/errors?source=websocket&limit=5').expect(200);
    expect((response.body as { errors: object[] }).errors).toMatchObject([{ source: 'websocket' }]);
    const refused = await app.http.get('/api/errors?limit=0').expect(400);
    expect(refused.body).toMatchObject({
      code: 'INVALID_REQUEST',
      detail: expect.stringContaining('limit') as string,
    });
    await app.http.get('/api/errors?source=moon').expect(400);
  });

  it('shows a key only incidents of its accounts', async () => {
    app.as(reader(7));
    const response = await app.http.get('/api/errors').expect(200);
    expect(response.body).toMatchObject({ errors: [{ account_index: '7' }], summary: { total_errors: 1 } });
  });

  it('clears them on request', async () => {
    const response = await app.http.post('/api/errors/clear').expect(200);
    expect(response.body).toEqual({ success: true, cleared: 3 });
    expect(app.store.incidents()).toEqual([]);
  });
});
