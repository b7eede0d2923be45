import type { PGlite } from '@electric-sql/pglite';
import { newProject, readSchema } from './database.js';
import { PostgrestServer } from './server.js';

/** A Supabase project with the product's schema, behind PostgREST. */
export class Project {
  private constructor(
    readonly database: PGlite,
    readonly server: PostgrestServer,
  ) {}

  static async open(): Promise<Project> {
    const database = await newProject();
    await database.exec(await readSchema());
    return new Project(database, await PostgrestServer.start(database));
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.database.close();
  }
}
