import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** A new Supabase project as seen by SQL: roles and default privileges. */
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

/** An in-memory database. Creating one takes seconds, so the first of its kind is kept as an image. */
export async function newProject(): Promise<PGlite> {
  const image = await readFile(imagePath()).catch(() => null);
  if (image) return PGlite.create({ loadDataDir: new Blob([image]) });
  const database = await PGlite.create();
  await database.exec(PROJECT);
  const unfinished = `${imagePath()}.${process.pid}`;
  await writeFile(unfinished, Buffer.from(await (await database.dumpDataDir('none')).arrayBuffer()));
  await rename(unfinished, imagePath());
  return database;
}

function imagePath(): string {
  const kind = createHash('sha256').update(PROJECT).update(process.version).digest('hex').slice(0, 16);
  return join(tmpdir(), `lighter-broadcaster-project-${kind}.tar`);
}
