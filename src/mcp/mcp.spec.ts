import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  aPosition,
  anOrder,
  liveStream,
  ordersUpdate,
  positionsUpdate,
  streamedNow,
} from '../../test/support/canonical.js';
import { BOT, KEYS } from '../../test/support/guarded-app.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { ask, mcpClient } from '../../test/support/mcp-client.js';
import { RememberedIncidents } from '../../test/support/remembered-incidents.js';
import { AccessModule } from '../access/access.module.js';
import { BroadcastWsAdapter } from '../broadcast/transports/websocket/broadcast-server.js';
import { RenderingAdapter } from '../cache/rendering.adapter.js';
import { ClockModule } from '../clock/clock.module.js';
import { ConfigModule } from '../config/config.module.js';
import { readConfig } from '../config/read-config.js';
import { HistoryApiModule } from '../history/history-api.module.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { validationPipe } from '../http/validation.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { StateModule } from '../state/state.module.js';
import { StateStore } from '../state/state.store.js';
import { IngestModule } from '../upstream/ingest.module.js';
import { McpModule } from './mcp.module.js';

const ROOT = mkdtempSync(join(tmpdir(), 'mcp-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

const AS_BOT = { authorization: `Bearer ${BOT}` };

describe('/mcp', () => {
  let app: NestFastifyApplication;
  let url: string;
  let store: StateStore;
  let clock: ManualClock;

  async function start(env: Record<string, string> = { API_KEYS: KEYS }): Promise<void> {
    clock = new ManualClock();
    const incidents = { provide: IncidentWriter, useClass: RememberedIncidents };
    @Module({ providers: [incidents], exports: [incidents] })
    class Incidents {}
    const accounts = [1, 2, 3].map((index) => ({ index, name: `acc${index}` }));
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.register(
          readConfig({ HISTORY: 'off', DATA_DIR: mkdtempSync(join(ROOT, 'data-')), ...env }),
        ),
        ClockModule.register(clock),
        AccessModule.over(null),
        StateModule.register({
          useFactory: () => ({ accounts, cacheTtlMs: 5_000, tradesKept: 10, awaitsGaps: false }),
        }),
        IngestModule,
        { module: Incidents, global: true },
        HistoryApiModule,
        McpModule,
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new RenderingAdapter(), { logger: false });
    app.useWebSocketAdapter(new BroadcastWsAdapter(app));
    app.useGlobalFilters(new ProblemFilter());
    app.useGlobalPipes(validationPipe());
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    store = app.get(StateStore);
  }

  const post = (message: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(message),
    });

  afterEach(() => app.close());

  it('offers tools that only read, each with a schema of its answer', async () => {
    await start();
    const client = await mcpClient(url, AS_BOT);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      ...['list_accounts', 'get_positions', 'get_orders', 'get_portfolio', 'get_pnl', 'get_trades'],
      ...['get_incidents', 'get_alerts', 'get_health'],
    ]);
    for (const { annotations, outputSchema } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(outputSchema?.properties).toHaveProperty('freshness');
    }
    await client.close();
  });

  it('shows a key only its accounts', async () => {
    await start();
    for (const index of [1, 2, 3])
      store.apply(
        ordersUpdate(index, streamedNow(clock), 'snapshot', { entity: anOrder(), text: '{}', version: 0 }),
      );
    const client = await mcpClient(url, AS_BOT);
    const { rows } = await ask<{ rows: { account_index: number }[] }>(client, 'list_accounts');
    expect(rows.map(({ account_index }) => account_index)).toEqual([1, 2]);
    expect(await ask(client, 'get_orders')).toMatchObject({ total: 2 });
    await expect(ask(client, 'get_orders', { account_index: 3 })).rejects.toThrow('ACCOUNT_NOT_FOUND');
    await client.close();
  });

  it('marks stale sections, and distinguishes unknown from empty ones', async () => {
    await start();
    liveStream(1, streamedNow(clock)).forEach((update) => store.apply(update));
    store.apply(positionsUpdate(1, streamedNow(clock), 'snapshot', aPosition({ size: '-2.0000' })));
    const client = await mcpClient(url, AS_BOT);
    const positions = (): Promise<unknown> => ask(client, 'get_positions', { market: 'eth' });
    expect(await positions()).toMatchObject({
      rows: [{ account_index: 1, side: 'short', size: '-2.0000', mark_price: null }],
      unknown_accounts: [{ account_index: 2, name: 'acc2' }],
      freshness: {
        stale: true,
        stale_accounts: [{ account_index: 1, section: 'marks' }, { account_index: 2 }],
      },
    });
    expect(await ask(client, 'get_orders', { account_index: 1 })).toMatchObject({
      ...{ rows: [], unknown_accounts: [], freshness: { stale: false } },
    });
    await client.close();
  });

  it('names the fault of a bad question instead of answering another one', async () => {
    await start();
    const client = await mcpClient(url, AS_BOT);
    await expect(ask(client, 'get_positions', { acc_index: 1 })).rejects.toThrow('acc_index');
    await expect(ask(client, 'get_orders', { limit: 0 })).rejects.toThrow('limit');
    await expect(ask(client, 'get_pnl')).rejects.toThrow('HISTORY_OFF');
    await client.close();
  });

  it('serves the documents as resources', async () => {
    await start();
    const client = await mcpClient(url, AS_BOT);
    const { resources } = await client.listResources();
    const operations = resources.find(({ name }) => name === 'operations')!;
    const { contents } = await client.readResource({ uri: operations.uri });
    expect(contents).toMatchObject([
      { mimeType: 'text/markdown', text: expect.stringContaining('# Operations') },
    ]);
    await client.close();
  });

  it('has every tool and its arguments in the documentation', async () => {
    await start();
    const client = await mcpClient(url, AS_BOT);
    const { tools } = await client.listTools();
    const documented = [...readFileSync('docs/mcp.md', 'utf8').matchAll(/^\| `(\w+)`.*\| (.*) \|$/gm)];
    expect(documented.map(([, name, args]) => [name, args!.match(/\w+/g) ?? []])).toEqual(
      tools.map(({ name, inputSchema }) => [name, Object.keys(inputSchema.properties ?? {})]),
    );
    await client.close();
  });

  it('requires a key, and counts its questions', async () => {
    await start({ API_KEYS: `bot:read:${BOT}:rate=3/minute` });
    expect((await post({})).status).toBe(401);
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const statuses: number[] = [];
    for (let times = 0; times < 4; times++) statuses.push((await post(message, AS_BOT)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it('refuses pages of other sites without a key of their own', async () => {
    await start({ API_KEYS: KEYS, PUBLIC_READ: 'on' });
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const foreign = { origin: 'https://elsewhere.example' };
    expect((await post(message, foreign)).status).toBe(403);
    expect((await post(message, { origin: url })).status).toBe(200);
    expect((await post(message, { ...foreign, ...AS_BOT })).status).toBe(200);
  });

  it('refuses batches, which would count as one request', async () => {
    await start();
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    expect(await (await post([message, message], AS_BOT)).json()).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
