import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Alert, AlertEvent } from 'lighter-broadcaster-protocol/alert';
import type { Principal } from '../access/principal.js';
import { HistoryHealth } from '../history/history-health.service.js';
import { HistoryStore, type Notes } from '../history/history-store.port.js';
import type { HistoryRow } from '../history/row.js';
import { IncidentsModule } from '../incidents/incidents.module.js';
import { Ingest } from '../upstream/ingest.js';
import { reader, startHttp, type HttpApp } from '../../test/support/http-app.js';
import { STATE_OPTIONS_FOR_TESTS } from '../../test/support/state-store.js';
import { AlertSink } from './alert-sink.port.js';
import { AlertsModule } from './alerts.module.js';
import { AlertRules } from './rules/alert-rules.js';

/** Rows and notes as the local file keeps them. */
class KeptHistory {
  readonly rows = new Map<string, HistoryRow>();
  readonly noted = new Map<string, string>();
  failing = 0;
  saves = 0;

  async append(rows: readonly HistoryRow[]): Promise<void> {
    for (const row of rows) {
      const { alert_id, rule_id } = row.values as { alert_id?: string; rule_id?: string };
      this.rows.set(`${row.table} ${alert_id ?? rule_id}`, row);
    }
  }

  async appendNoted(rows: readonly HistoryRow[], notes: Notes): Promise<void> {
    if (this.failing-- > 0) throw new Error('disk full');
    this.saves += 1;
    await this.append(rows);
    for (const [name, value] of Object.entries(notes))
      if (value === null) this.noted.delete(name);
      else this.noted.set(name, value);
  }

  async kept(table: string): Promise<object[]> {
    return [...this.rows.values()].filter((row) => row.table === table).map(({ values }) => values);
  }

  async page(): Promise<object> {
    return { rows: [], next: null };
  }

  async notes(): Promise<Record<string, string>> {
    return Object.fromEntries(this.noted);
  }
}

/** A sink that takes events until it is set to refuse. */
class TestSink extends AlertSink {
  private ofFile: string[] = [];
  readonly taken: [AlertEvent, readonly string[]][] = [];

  override channels(): readonly string[] {
    return ['telegram', 'ntfy', ...this.ofFile];
  }

  override ownChannels(): readonly string[] {
    return ['telegram', 'ntfy'];
  }

  override configure(channels: readonly { name: string }[]): void {
    this.ofFile = channels.map(({ name }) => name);
  }

  override async enqueue(event: AlertEvent, channels: readonly string[]): Promise<void> {
    this.taken.push([event, channels]);
  }
}

describe('alerts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
  const file = join(folder, 'alerts.yaml');
  const history = new KeptHistory();
  let sink: TestSink;
  let app: HttpApp;

  const start = async (rulesFile: string | null = null): Promise<void> => {
    sink = new TestSink();
    @Module({
      providers: [
        { provide: HistoryStore, useValue: history },
        { provide: HistoryHealth, useValue: { status: () => ({ lag_seconds: 0, faults: [] }) } },
        { provide: AlertSink, useValue: sink },
      ],
      exports: [HistoryStore, HistoryHealth, AlertSink],
    })
    class Kept {}
    const config = { history: { enabled: true }, alerts: { file: rulesFile, zone: 'UTC' } };
    app = await startHttp([IncidentsModule, AlertsModule.over(Kept)], STATE_OPTIONS_FOR_TESTS, config);
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const equity = (total_asset_value: string, account_index = 7): void => {
    app.clock.advance(10);
    const arrival = {
      source: 'stream',
      received_at: app.clock.wallNow(),
      received_mono: app.clock.monotonic(),
      exchange_at: null,
    } as const;
    app.app.get(Ingest).apply({ type: 'summary', account_index, arrival, fields: { total_asset_value } });
    app.clock.advance(10);
  };
  const put = (id: string, body: object) => app.http.put(`/api/alert-rules/${id}`).send(body);
  const alerts = async (query = ''): Promise<Alert[]> =>
    ((await app.http.get(`/api/alerts${query}`).expect(200)).body as { alerts: Alert[] }).alerts;

  beforeEach(() => start());
  afterEach(async () => {
    await app.close();
    history.rows.clear();
    history.noted.clear();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('fire, are acknowledged by any key for its accounts, and resolve', async () => {
    await put('low', { kind: 'equity-below', threshold: '1000', clear: '1100' }).expect(200);
    equity('900');
    const [alert] = await alerts('?open=true');
    expect(alert).toMatchObject({
      rule: 'low',
      state: 'firing',
      account_index: 7,
      details: { equity: '900' },
    });
    app.as(reader(3));
    expect(await alerts()).toEqual([]);
    await app.http.post(`/api/alerts/${alert!.alert_id}/acknowledge`).expect(404);
    app.as(reader(7));
    const { body } = await app.http.post(`/api/alerts/${alert!.alert_id}/acknowledge`).expect(200);
    expect(body).toMatchObject({ state: 'acknowledged', acknowledged_by: 'bot' });
    equity('1100');
    expect(await alerts('?open=true')).toEqual([]);
    expect(await alerts()).toMatchObject([{ state: 'resolved', acknowledged_by: 'bot' }]);
    await settle();
    expect(sink.taken.map(([{ type }, channels]) => [type, channels])).toEqual([
      ['fired', ['telegram', 'ntfy']],
      ['resolved', ['telegram', 'ntfy']],
    ]);
  });

  it('are read page by page, and nothing else is a cursor', async () => {
    await put('low', { kind: 'equity-below', threshold: '1000' }).expect(200);
    equity('900');
    equity('800', 3);
    const { body } = await app.http.get('/api/alerts?limit=1').expect(200);
    const { alerts: first, next_cursor } = body as { alerts: Alert[]; next_cursor: string };
    expect(first).toMatchObject([{ account_index: 3 }]);
    const rest = await app.http.get(`/api/alerts?limit=1&cursor=${next_cursor}`).expect(200);
    expect(rest.body).toMatchObject({ alerts: [{ account_index: 7 }], next_cursor: null });
    await app.http.get('/api/alerts?cursor=7').expect(400);
  });

  it('name the caller of a frontend instance beside its key, and refuse callers without a key', async () => {
    await put('low', { kind: 'equity-below', threshold: '1000' }).expect(200);
    equity('900');
    const [alert] = await alerts('?open=true');
    const acknowledge = (principal: Principal) => {
      app.as(principal);
      return app.http.post(`/api/alerts/${alert!.alert_id}/acknowledge`);
    };
    await acknowledge({ ...reader(7), name: 'public' }).expect(403);
    await acknowledge({ ...reader(7), onBehalfOf: 'public' }).expect(403);
    const { body } = await acknowledge({ ...reader(7), onBehalfOf: 'alice' }).expect(200);
    expect(body).toMatchObject({ acknowledged_by: 'alice via bot' });
  });

  it('continue after a restart, which hands over what was not delivered', async () => {
    await put('low', { kind: 'equity-below', threshold: '1000', channels: ['ntfy'] }).expect(200);
    sink.enqueue = () => Promise.reject(new Error('disk full'));
    equity('900');
    await settle();
    expect([...history.noted.keys()].filter((name) => name.startsWith('event/'))).toHaveLength(1);
    await app.close();
    await start();
    await settle();
    expect(sink.taken.map(([{ type }, channels]) => [type, channels])).toEqual([['fired', ['ntfy']]]);
    equity('900');
    expect(await alerts('?open=true')).toHaveLength(1);
    equity('1200');
    await settle();
    expect(sink.taken.map(([{ type }]) => type)).toEqual(['fired', 'resolved']);
    expect([...history.noted.keys()].filter((name) => name.startsWith('event/'))).toEqual([]);
  });

  it('wait as one step while the disk refuses another, and lose nothing', async () => {
    await put('low', { kind: 'equity-below', threshold: '1000', cooldown_s: 0 }).expect(200);
    await settle();
    [history.failing, history.saves] = [1_000, 0];
    for (let times = 0; times < 20; times++) equity(times % 2 === 0 ? '900' : '1200');
    await settle();
    history.failing = 0;
    app.clock.advance(1_000);
    await settle();
    expect(history.saves).toBeLessThan(8);
    const types = sink.taken.filter(([{ alert }]) => alert.rule === 'low').map(([{ type }]) => type);
    expect(types).toEqual(Array.from({ length: 10 }, () => ['fired', 'resolved']).flat());
    const stored = [...history.rows.values()].map(
      ({ values }) => values as { rule_id: string; state?: string },
    );
    expect(stored.filter(({ rule_id, state }) => rule_id === 'low' && state === 'resolved')).toHaveLength(10);
  });

  it('are held back in quiet hours, and delivered afterwards if they still fire', async () => {
    const at = new Date(app.clock.wallNow()).toISOString().slice(11, 16);
    const hour = (offset: number) =>
      String((Number(at.slice(0, 2)) + offset + 24) % 24).padStart(2, '0') + at.slice(2);
    const quiet_hours = { from: hour(-1), to: hour(1), zone: 'UTC' };
    await put('low', { kind: 'equity-below', threshold: '1000', quiet_hours }).expect(200);
    equity('900');
    equity('900', 3);
    equity('1200', 3);
    await settle();
    expect(sink.taken).toEqual([]);
    expect(await alerts()).toHaveLength(2);
    app.clock.advance(3_600_000);
    await settle();
    const low = sink.taken.filter(([{ alert }]) => alert.rule === 'low');
    expect(low.map(([{ type, alert }]) => [type, alert.account_index])).toEqual([['fired', 7]]);
  });

  it('are evaluated by rules that say where they are wrong', async () => {
    const refused = await put('low', { kind: 'equity-below', clear: 'x', severity: 'loud' }).expect(400);
    expect((refused.body as { detail: string }).detail).toBe(
      'clear must be a decimal number; threshold must be set for equity-below, in quote units; severity must be one of info, warning, critical',
    );
    await put('stale', { kind: 'stale', enabled: false }).expect(200);
    const { body } = await app.http.get('/api/alert-rules').expect(200);
    const { rules, channels } = body as { rules: { id: string; source: string }[]; channels: string[] };
    expect(channels).toEqual(['telegram', 'ntfy']);
    expect(rules.filter(({ source }) => source === 'api')).toMatchObject([{ id: 'stale', enabled: false }]);
    await app.http.delete('/api/alert-rules/stale').expect(200);
    await app.http.delete('/api/alert-rules/stale').expect(404);
  });

  it('keep the last valid version of a rules file, and refuse changes to its rules', async () => {
    await put('mine', { kind: 'fill' }).expect(200);
    await app.close();
    const channel = '  - { name: night, type: ntfy, url: "${NIGHT}" }\n';
    process.env.NIGHT = 'https://ntfy.example/night';
    const low = `channels:\n${channel}rules:\n  - id: low\n`;
    writeFileSync(file, `${low}    kind: equity-below\n    threshold: 1000\n`);
    await start(file);
    await put('low', { kind: 'fill' }).expect(400);
    const sources = async () => {
      const { body } = await app.http.get('/api/alert-rules').expect(200);
      const { rules, channels, file_faults } = body as {
        channels: string[];
        rules: { id: string; source: string }[];
        file_faults: object[];
      };
      expect(channels).toEqual(['telegram', 'ntfy', 'night']);
      return [rules.filter(({ source }) => source === 'file').map(({ id }) => id), file_faults];
    };
    expect(await sources()).toEqual([['low'], []]);
    writeFileSync(file, 'rules:\n  - id: low\n    kind: fill\n  - id: mine\n    kind: fill\n');
    app.app.get(AlertRules).reload();
    expect(await sources()).toEqual([
      ['low'],
      [{ line: 4, message: 'id mine was set by the API already; delete it there or rename it here' }],
    ]);
    expect(app.store.incidents()[0]).toMatchObject({ error_type: 'alert-rules-refused' });
    writeFileSync(file, `${low}    kind: fill\n  - id: mine\n    kind: fill\n`);
    await app.http.delete('/api/alert-rules/mine').expect(200);
    expect(await sources()).toEqual([['low', 'mine'], []]);
    delete process.env.NIGHT;
  });
});
