import { readFileSync, readdirSync } from 'node:fs';
import { IMPORTS } from './import-table.mjs';

/** The rows of ARCHITECTURE.md's table: each folder with the folders that it may import from. */
function documented(): Record<string, string[]> {
  const [, section = ''] = readFileSync('ARCHITECTURE.md', 'utf8').split('\n## Folders\n');
  const rows = section.matchAll(/^\| (`[a-z-]+`[^|]*)\|[^|]*\|([^|]*)\|$/gm);
  return Object.fromEntries(
    [...rows].flatMap(([, folders = '', imports = '']) =>
      [...folders.matchAll(/`([a-z-]+)`/g)].map(([, folder = '']) => [folder, firstFolders(imports)]),
    ),
  );
}

/** `state, lighter (wire, mapper)` names the folders state and lighter. */
function firstFolders(imports: string): string[] {
  const names = imports.replace(/\([^)]*\)/g, '').split(',');
  return [...new Set(names.map((name) => /[a-z-]+/.exec(name)?.[0] ?? ''))].filter(Boolean).sort();
}

describe('the import table', () => {
  it('has a row for every folder of src/, and no other', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(Object.keys(IMPORTS).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it('matches the table in ARCHITECTURE.md', () => {
    const checked = Object.entries(IMPORTS).map(([folder, patterns]) => {
      const imported = patterns.map((pattern) => /^\^src\/([a-z-]+)/.exec(pattern)?.[1] ?? pattern);
      return [folder, [...new Set(imported)].sort()] as const;
    });
    expect(documented()).toEqual(Object.fromEntries(checked));
  });
});
