import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { PGlite } from '@electric-sql/pglite';
import { FaultBoard } from '../../src/history/fault-board.js';
import { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import { SupabaseStore, type SupabaseStoreOptions } from '../../src/history/supabase/supabase.store.js';
import { TABLE_NAMES, type TableName } from '../../src/history/tables.js';
import { Secret } from '../../src/secrets/secret.js';
import { inThisThread } from '../support/in-this-thread.js';
import { ManualClock } from '../support/manual-clock.js';
import { newProject, readSchema } from '../support/postgrest/database.js';
import { PostgrestServer } from '../support/postgrest/server.js';
import { RememberedIncidents } from '../support/remembered-incidents.js';

const DAY_MS = 86_400_000;
const RETENTION = [
  { everyMs: 60_000, forMs: 2 * DAY_MS },
  { everyMs: 900_000, forMs: 60 * DAY_MS },
  { everyMs: 3_600_000, forMs: null },
];

/** A project with our schema behind PostgREST, made once, empty before each test; and stores that use it. */
export class SupabaseBench {
  database!: PGlite;
  server!: PostgrestServer;
  dataDir!: string;
  clock!: ManualClock;
  incidents!: RememberedIncidents;
  private readonly open: SupabaseStore[] = [];

  /** To be called inside `describe`. */
  use(): this {
    beforeAll(async () => {
      Logger.overrideLogger(false);
      this.database = await newProject();
      await this.database.exec(await readSchema());
      this.server = await PostgrestServer.start(this.database);
    });
    beforeEach(async () => {
      this.clock = new ManualClock();
      this.incidents = new RememberedIncidents();
      this.dataDir = await mkdtemp(join(tmpdir(), 'history-'));
      await this.database.exec(`truncate ${TABLE_NAMES.join(', ')}`);
    });
    afterEach(async () => {
      this.server.fault = () => false;
      await this.stop();
      await rm(this.dataDir, { recursive: true });
    });
    afterAll(async () => {
      await this.server.close();
      await this.database.close();
    });
    return this;
  }

  async start(options: Partial<SupabaseStoreOptions> = {}): Promise<SupabaseStore> {
    const source = { exchange: 'lighter', network: 'testnet', lockWaitMs: 0, diskFloorBytes: 0 };
    const project = {
      url: this.server.url,
      key: new Secret('service-key'),
      accounts: [7],
      retention: RETENTION,
    };
    const all = { dataDir: this.dataDir, journalMaxBytes: 1_000_000, ...source, ...project, ...options };
    const faults = new FaultBoard(this.clock, this.incidents);
    const store = await SupabaseStore.open(all, this.clock, faults, inThisThread);
    this.open.push(store);
    return store;
  }

  /** The embedded store over the same folder. */
  async startEmbedded(): Promise<SqliteStore> {
    const place = { dataDir: this.dataDir, lockWaitMs: 0, diskFloorBytes: 0, retention: RETENTION };
    const faults = new FaultBoard(this.clock, this.incidents);
    const source = { exchange: 'lighter', network: 'testnet' };
    return SqliteStore.open({ ...place, ...source }, this.clock, faults, inThisThread);
  }

  async stop(): Promise<void> {
    await Promise.all(this.open.splice(0).map((store) => store.close()));
  }

  /** Ids in order of arrival. */
  async tradesIn(): Promise<string[]> {
    const sql = 'select trade_id from trades order by row_no';
    return (await this.database.query<{ trade_id: string }>(sql)).rows.map((row) => row.trade_id);
  }

  async count(table: TableName): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return rows[0]?.n ?? 0;
  }
}
