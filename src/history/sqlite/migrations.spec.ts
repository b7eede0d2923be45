import { DatabaseSync } from 'node:sqlite';
import { migrate, readMeta, type Migration } from './migrations.js';

/** A file of version 1. */
function oldFile(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    INSERT INTO meta VALUES ('schema_version', '1')`);
  return database;
}

const addTable =
  (name: string): Migration =>
  (database) =>
    database.exec(`CREATE TABLE ${name} (id INTEGER)`);

const tablesOf = (database: DatabaseSync): unknown[] =>
  database
    .prepare(`SELECT name FROM sqlite_schema WHERE name <> 'meta' AND type = 'table'`)
    .all()
    .map(({ name }) => name);

describe('migrations of history.sqlite', () => {
  it('run in order, and not again', () => {
    const database = oldFile();
    expect(migrate(database, [addTable('a'), addTable('b')])).toEqual({ from: 1, to: 3 });
    expect(tablesOf(database)).toEqual(['a', 'b']);
    expect(migrate(database, [addTable('a'), addTable('b')])).toBeNull();
    expect(migrate(database, [addTable('a'), addTable('b'), addTable('c')])).toEqual({ from: 3, to: 4 });
  });

  it('keep the finished steps when a later one fails, and nothing of that one', () => {
    const database = oldFile();
    const failing: Migration = (file) => {
      file.exec('CREATE TABLE half (id INTEGER)');
      throw new Error('disk full');
    };
    expect(() => migrate(database, [addTable('a'), failing])).toThrow('disk full');
    expect([tablesOf(database), readMeta(database, 'schema_version')]).toEqual([['a'], '2']);
    expect(migrate(database, [addTable('a'), addTable('b')])).toEqual({ from: 2, to: 3 });
  });

  it('leave a new file to the newest schema', () => {
    expect(migrate(new DatabaseSync(':memory:'), [addTable('a')])).toBeNull();
  });

  it('refuse a file of a newer release by name', () => {
    const database = oldFile();
    database.exec(`UPDATE meta SET value = '9'`);
    expect(() => migrate(database, [addTable('a')])).toThrow('schema version 9, this release reads up to 2');
    expect(tablesOf(database)).toEqual([]);
  });
});
