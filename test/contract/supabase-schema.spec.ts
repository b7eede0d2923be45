import type { PGlite } from '@electric-sql/pglite';
import { COLUMN_NOTES, TABLE_NOTES } from '../../src/history/column-notes.js';
import { columnsOf, TABLE_NAMES } from '../../src/history/tables.js';
import { newProject, readSchema } from '../support/postgrest/database.js';

/**
 * Tables as the original service created them: no keys, floats or narrow decimals, times of its own, access for
 * everyone.
 */
const ORIGINAL = `
create table account_snapshots (id uuid primary key default gen_random_uuid(), account_index integer not null,
  exchange text not null default 'lighter', timestamp timestamptz not null, equity numeric(20,8), margin numeric(20,8),
  available_balance numeric(20,8), pnl numeric(20,8), positions_count integer default 0, orders_count integer default 0,
  raw_data jsonb, created_at timestamptz default now());
create table positions (id uuid primary key default gen_random_uuid(), account_index integer not null,
  exchange text not null, timestamp timestamptz not null, market text not null, side text not null, size numeric(20,8) not null,
  entry_price numeric(20,8), mark_price numeric(20,8), unrealized_pnl numeric(20,8), raw_data jsonb,
  created_at timestamptz default now());
create table orders (id uuid primary key default gen_random_uuid(), account_index text not null, exchange varchar(20),
  timestamp timestamp, order_id bigint, market text, side text, order_type text, price double precision,
  size double precision, filled double precision default 0, status text, raw_data json, created_at timestamptz default now());
create table trades (id uuid primary key default gen_random_uuid(), account_index text not null, exchange varchar(20) not null,
  timestamp double precision, trade_id bigint, market text not null, side text, price double precision, size double precision,
  fee double precision, raw_data jsonb, created_at timestamptz default now());
alter table trades enable row level security;
create policy "Allow all" on trades for all using (true) with check (true);
create index idx_trades_account on trades (account_index);
insert into trades (account_index, exchange, timestamp, trade_id, market, price, created_at) values
  ('7', 'lighter', 1793491200.123, 11, 'ETH', 0.1, '2026-11-01T00:00:01Z'),
  ('7', 'lighter', 1793491200.123, 11, 'ETH', 0.1, '2026-11-01T00:00:02Z'),
  ('7', 'lighter', 1793491200.123, 11, 'ETH', 0.1, '2026-11-01T00:00:03Z'),
  ('8', 'lighter', 1793491200.123, 11, 'ETH', 0.1, '2026-11-01T00:00:04Z'),
  ('7', 'lighter', null, null, 'ETH', 0.3, '2026-11-01T00:00:05Z'),
  ('7', 'lighter', null, null, 'ETH', 0.3, '2026-11-01T00:00:05Z');
insert into orders (account_index, timestamp, order_id, status, filled, price) values
  ('7', '2026-11-01 00:00:00.1234', 10414574259102759, 'open', 0, 2500.1),
  ('7', '2026-11-01 00:00:00.1234', 10414574259102759, 'open', 0, 2500.1), ('7', null, null, null, null, null);
insert into account_snapshots (account_index, timestamp, equity) values
  (7, '2026-11-01T00:00:00Z', 1), (7, '2026-11-01T00:00:00Z', 2), (7, '2026-11-01T00:01:00Z', null);
insert into positions (account_index, exchange, timestamp, market, side, size) values
  (7, 'lighter', '2026-11-01T00:00:00Z', 'ETH', 'long', 1), (7, 'lighter', '2026-11-01T00:01:00Z', 'ETH', 'long', 1);`;

describe('supabase_schema.sql', () => {
  let database: PGlite;
  const ask = async <T>(sql: string): Promise<T[]> => (await database.query<T>(sql)).rows;
  beforeEach(async () => {
    database = await newProject();
  });
  afterEach(() => database.close());

  it('has every column with a comment, and admits only the service role', async () => {
    await database.exec(await readSchema());
    const columns = await ask<{ tbl: string; name: string; note: string | null }>(
      `select c.relname as tbl, a.attname as name, col_description(c.oid, a.attnum) as note from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
    );
    const notes = new Map(columns.map(({ tbl, name, note }) => [`${tbl}.${name}`, note]));
    const described = TABLE_NAMES.flatMap((table) =>
      columnsOf(table).map(([name]) => [
        `${table}.${name}`,
        (COLUMN_NOTES[table] as Record<string, string>)[name],
      ]),
    );
    for (const [column, note] of described) expect([column, notes.get(column ?? '')]).toEqual([column, note]);
    expect([...notes].filter(([, note]) => note === null)).toEqual([]);
    for (const table of TABLE_NAMES) {
      expect(await ask(`select obj_description('${table}'::regclass) as note`)).toEqual([
        { note: TABLE_NOTES[table] },
      ]);
      for (const role of ['anon', 'authenticated']) {
        const denied = database.exec(`begin; set local role ${role}; select * from ${table}; commit`);
        await expect(denied).rejects.toThrow('permission denied');
        await database.exec('rollback');
      }
    }
    expect(
      await ask(`select proname from pg_proc where pronamespace = 'public'::regnamespace
        and (has_function_privilege('anon', oid, 'execute') or has_function_privilege('authenticated', oid, 'execute'))`),
    ).toEqual([]);
    expect(await ask('select * from pg_policies')).toEqual([]);
    expect(
      await ask(
        `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and not relrowsecurity`,
      ),
    ).toEqual([]);
  });

  it('upgrades a database of the original service without its duplicates', async () => {
    await database.exec(ORIGINAL);
    await database.exec(await readSchema());
    const trades = await ask(
      'select account_index, network, trade_id, price::text, timestamp, created_at::text from trades order by row_no',
    );
    expect(trades).toMatchObject([
      {
        account_index: 7,
        network: 'mainnet',
        trade_id: '11',
        price: '0.1',
        timestamp: new Date(1793491200123),
        created_at: expect.stringContaining('00:00:01') as string,
      },
      { account_index: 8, trade_id: '11' },
      {
        account_index: 7,
        trade_id: expect.stringMatching(/^original-/) as string,
        timestamp: new Date('2026-11-01T00:00:05Z'),
      },
      { account_index: 7, trade_id: expect.stringMatching(/^original-/) as string },
    ]);
    expect(await ask('select order_id, price::text, timestamp from orders order by row_no')).toMatchObject([
      { order_id: '10414574259102759', price: '2500.1', timestamp: new Date('2026-11-01T00:00:00.123Z') },
      { order_id: expect.stringMatching(/^original-/) as string },
    ]);
    expect(await ask('select equity::float from account_snapshots order by timestamp')).toEqual([
      { equity: 2 },
      { equity: null },
    ]);
    expect(await ask('select seq from positions order by seq')).toHaveLength(2);
    expect(await ask('select * from pg_policies')).toEqual([]);
    const exact = '123456789012345.678901234567890';
    await database.exec(`insert into account_snapshots (exchange, network, account_index, timestamp, equity)
      values ('lighter', 'mainnet', 7, now(), ${exact})`);
    expect(await ask(`select equity::text from account_snapshots where equity > 3`)).toEqual([
      { equity: exact },
    ]);
    const again = `insert into trades (exchange, network, account_index, trade_id, timestamp)
      select exchange, network, account_index, trade_id, timestamp from trades where trade_id = '11'`;
    await expect(database.exec(again)).rejects.toThrow('duplicate key');
  });

  it('keeps trades with reused ids when run again', async () => {
    await database.exec(await readSchema());
    await database.exec(`insert into trades (exchange, network, account_index, trade_id, timestamp, epoch)
      values ('lighter', 'mainnet', 7, '1', '2026-11-01', 'e1'), ('lighter', 'mainnet', 7, '1', '2026-11-02', 'e1')`);
    await database.exec(await readSchema());
    expect(await ask('select * from trades')).toHaveLength(2);
  });

  it.each([
    ['a new database', ''],
    ['one of the original', ORIGINAL],
  ])('can be run again on %s', async (_, before) => {
    await database.exec(before);
    await database.exec(await readSchema());
    const rows = await ask('select * from trades order by row_no');
    await database.exec(await readSchema());
    expect(await ask('select * from trades order by row_no')).toEqual(rows);
  });
});
