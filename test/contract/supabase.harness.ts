import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { PGlite } from '@electric-sql/pglite';
import { FaultBoard } from '../../src/history/fault-board.js';
import { SupabaseStore, type SupabaseStoreOptions } from '../../src/history/supabase/supabase.store.js';
import { TABLE_NAMES, type TableName } from '../../src/history/tables.js';
import { Secret } from '../../src/secrets/secret.js';
import { PLACE } from '../support/embedded-store.js';
import { inThisThread } from '../support/in-this-thread.js';
import { ManualClock } from '../support/manual-clock.js';
import { Project } from '../support/postgrest/project.js';
import type { PostgrestServer } from '../support/postgrest/server.js';
import { RememberedIncidents } from '../support/remembered-incidents.js';

/**
 * A project with the product's schema behind PostgREST, created once and emptied before each test; and stores that use
 * it.
 */
export class SupabaseHarness {
  dataDir!: string;
  clock!: ManualClock;
  incidents!: RememberedIncidents;
  private project!: Project;
  private readonly open: SupabaseStore[] = [];

  get database(): PGlite {
    return this.project.database;
  }

  get server(): PostgrestServer {
    return this.project.server;
  }

  /** To be called inside `describe`. */
  use(): this {
    beforeAll(async () => {
      Logger.overrideLogger(false);
      this.project = await Project.open();
    });
    beforeEach(async () => {
      this.clock = new ManualClock();
      this.incidents = new RememberedIncidents();
      this.dataDir = await mkdtemp(join(tmpdir(), 'history-'));
      await this.database.exec(`truncate ${TABLE_NAMES.join(', ')}`);
    });
    afterEach(async () => {
      this.server.fault = () => false;
      this.server.maxRows = 1_000;
      await this.stop();
      await rm(this.dataDir, { recursive: true });
    });
    afterAll(() => this.project.close());
    return this;
  }

  async start(options: Partial<SupabaseStoreOptions> = {}): Promise<SupabaseStore> {
    const { url } = this.server;
    const project = { url, key: new Secret('service-key'), accounts: [7], journalMaxBytes: 1_000_000 };
    const all = { dataDir: this.dataDir, ...PLACE, ...project, ...options };
    const faults = new FaultBoard(this.clock, this.incidents);
    const store = await SupabaseStore.open(all, this.clock, faults, inThisThread);
    this.open.push(store);
    return store;
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
