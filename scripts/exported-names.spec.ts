import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const DECLARATION = /^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm;

/** What these files call by a name of the service is the same thing: as the exchange has it, or as the API reports it. */
const SAME_MEANING = [/^src\/simulator\/exchange\//, /^client\/src\/api\//];

const files = execFileSync(
  'git',
  ['ls-files', 'src/*.ts', 'packages/*/src/*.ts', 'client/src/*.ts', 'client/src/*.tsx'],
  { encoding: 'utf8' },
)
  .trim()
  .split('\n')
  .filter((file) => !/\.spec\.tsx?$|\.generated\.ts$/.test(file));

it('every exported type has a name of its own', () => {
  const homes = new Map<string, string[]>();
  for (const file of files) {
    if (SAME_MEANING.some((pattern) => pattern.test(file))) continue;
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(DECLARATION))
      homes.set(name, [...(homes.get(name) ?? []), file]);
  }
  expect(homes.size).toBeGreaterThan(500);
  expect([...homes].filter(([, found]) => found.length > 1)).toEqual([]);
});
