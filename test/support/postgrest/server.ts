import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { ApiProblem, fromPostgres, invalidKey, noColumn, noFunction, noTable } from './problem.js';
import { quoteName, quoteText, selectSql, updateSql, upsertSql } from './sql.js';

/** A fault before (or after) the database handles a request. */
export type RequestFault = (
  request: { method: string; path: string; body: string },
  response: ServerResponse,
) => boolean | 'after' | Promise<boolean | 'after'>;

export const KEYS: Record<string, string> = { 'service-key': 'service_role', 'anon-key': 'anon' };

/**
 * Speaks PostgREST, as Supabase serves it, over a real Postgres: keys, roles, row level security, upserts, casts, functions,
 * errors and formats are the database's own.
 */
export class PostgrestServer {
  /** Returns true when it has answered or aborted the request; `after`: the database acts, the response is lost. */
  fault: RequestFault = () => false;
  requests = 0;
  /** "Max rows" of the project: the limit of rows per answer. */
  maxRows = 1_000;
  private columns = new Map<string, Set<string>>();
  private functions = new Set<string>();

  private constructor(
    private readonly database: PGlite,
    private readonly server: Server,
  ) {}

  static async start(database: PGlite): Promise<PostgrestServer> {
    const server = createServer((request, response) => void shim.answer(request, response));
    const shim = new PostgrestServer(database, server);
    await shim.reload();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return shim;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Reads the schema again, as after `notify pgrst`. */
  async reload(): Promise<void> {
    type Found = { table_name: string; column_name: string };
    const { rows } = await this.database.query<Found>(
      `select table_name, column_name from information_schema.columns where table_schema = 'public'`,
    );
    this.columns = new Map();
    for (const { table_name, column_name } of rows) {
      this.columns.set(table_name, (this.columns.get(table_name) ?? new Set()).add(column_name));
    }
    const functions = await this.database.query<{ proname: string }>(
      `select proname from pg_proc where pronamespace = 'public'::regnamespace`,
    );
    this.functions = new Set(functions.rows.map(({ proname }) => proname));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const body = await readBody(request);
    const { method = '', url = '' } = request;
    const fault = await this.fault({ method, path: url, body }, response);
    if (fault === true) return;
    const { status, text, headers } = await this.handle(request, body);
    if (fault === 'after') response.destroy();
    else
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(text);
  }

  private async handle(
    request: IncomingMessage,
    body: string,
  ): Promise<{ status: number; text: string; headers?: Record<string, string> }> {
    const role = KEYS[String(request.headers.apikey)];
    try {
      if (!role) throw invalidKey();
      const url = new URL(request.url ?? '', this.url);
      const [, , , first = '', second = ''] = url.pathname.split('/');
      if (first === 'rpc') return { status: 200, text: await this.call(second, body, role) };
      if (request.method === 'HEAD') {
        const count = await this.count(first, url.searchParams, role);
        return { status: 200, text: '', headers: { 'content-range': `*/${count}` } };
      }
      if (request.method === 'GET')
        return { status: 200, text: await this.select(first, url.searchParams, role) };
      if (request.method === 'PATCH') {
        await this.update(first, url.searchParams, body, role);
        return { status: 204, text: '' };
      }
      await this.upsert(first, url.searchParams, body, String(request.headers.prefer ?? ''), role);
      return { status: 201, text: '' };
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : fromPostgres(error, role ?? 'anon');
      return { status: problem.status, text: JSON.stringify(problem.body) };
    }
  }

  private async select(table: string, query: URLSearchParams, role: string): Promise<string> {
    if (!this.columns.has(table)) throw noTable(table);
    return this.run(
      role,
      `select coalesce(json_agg(t), '[]')::text as body from (select * from (${selectSql(table, query)}) s limit ${this.maxRows}) t`,
    );
  }

  private async count(table: string, query: URLSearchParams, role: string): Promise<string> {
    if (!this.columns.has(table)) throw noTable(table);
    return this.run(role, `select count(*)::text as body from (${selectSql(table, query)}) t`);
  }

  private async upsert(table: string, query: URLSearchParams, body: string, prefer: string, role: string) {
    const known = this.columns.get(table);
    if (!known) throw noTable(table);
    const columns = (query.get('columns') ?? '').split(',').map((name) => name.replaceAll('"', ''));
    for (const column of columns) if (!known.has(column)) throw noColumn(table, column);
    await this.run(role, upsertSql(table, query, columns, prefer), [body]);
  }

  private async update(table: string, query: URLSearchParams, body: string, role: string): Promise<void> {
    const known = this.columns.get(table);
    if (!known) throw noTable(table);
    const columns = Object.keys(JSON.parse(body) as object);
    for (const column of columns) if (!known.has(column)) throw noColumn(table, column);
    await this.run(role, updateSql(table, query, columns), [body]);
  }

  private async call(name: string, body: string, role: string): Promise<string> {
    if (!this.functions.has(name)) throw noFunction(name);
    const args = Object.entries(JSON.parse(body) as Record<string, unknown>).map(
      ([key, value]) => `${quoteName(key)} => ${argument(value)}`,
    );
    return this.run(
      role,
      `select coalesce(to_json(public.${quoteName(name)}(${args.join(', ')}))::text, 'null') as body`,
    );
  }

  private run(role: string, sql: string, values: string[] = []): Promise<string> {
    return this.database.transaction(async (transaction) => {
      await transaction.exec(`set local role ${role}`);
      const { rows } = await transaction.query<{ body?: string }>(sql, values);
      return rows[0]?.body ?? '';
    });
  }
}

function argument(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value) && typeof value[0] !== 'object') return quoteText(`{${value.join(',')}}`);
  return quoteText(typeof value === 'string' ? value : JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
