import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';

/** A new project of Supabase, as far as SQL sees it: its roles and what they may do by default. */
const PROJECT = `
create role anon nologin;
create role authenticated nologin;
create role service_role nologin bypassrls;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;`;

export const readSchema = (): Promise<string> =>
  readFile(new URL('../../../supabase_schema.sql', import.meta.url), 'utf8');

export async function newProject(): Promise<PGlite> {
  const database = await PGlite.create();
  await database.exec(PROJECT);
  return database;
}
