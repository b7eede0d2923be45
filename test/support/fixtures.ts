import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../fixtures/lighter/', import.meta.url);

/** Text of a recorded exchange message, without the file's white space. */
export function fixture(name: string): string {
  return JSON.stringify(JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')));
}

export function fixtureNames(prefix: string): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(0, -'.json'.length));
}
