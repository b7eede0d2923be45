import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

interface Arrow {
  from: string;
  to: string;
  /** Port that both ends import instead of each other, if the label of the arrow names one. */
  port: string | null;
}

/** The arrows of the drawing: `A --> B`, or `A -- Port --> B`, one a line. */
function arrows(): Arrow[] {
  const [, drawing = ''] = /```mermaid\n([^]*?)```/.exec(readFileSync('ARCHITECTURE.md', 'utf8')) ?? [];
  return [...drawing.matchAll(/^ *(\w+)(?: -- (\w+))? --> (\w+)$/gm)].map(([, from, port, to]) => {
    return { from: from!, to: to!, port: port ?? null };
  });
}

/** Source text of the file that declares each class, by class name. */
function declarations(): ReadonlyMap<string, { file: string; text: string }> {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );
  return new Map(
    files.flatMap((file) => {
      const text = readFileSync(join('src', file), 'utf8');
      const names = [...text.matchAll(/^export (?:abstract )?class (\w+)/gm)];
      return names.map(([, name]) => [name!, { file, text }] as const);
    }),
  );
}

describe('the drawing in ARCHITECTURE.md', () => {
  const classes = declarations();

  /** Whether one of the files imports the other, or both are the same. */
  function areJoined(a: string, b: string): boolean {
    const [one, two] = [classes.get(a), classes.get(b)];
    if (!one || !two) return false;
    const names = (text: string, file: string): boolean => text.includes(`/${basename(file, '.ts')}.js'`);
    return one.file === two.file || names(one.text, two.file) || names(two.text, one.file);
  }

  it('has arrows', () => {
    expect(arrows().length).toBeGreaterThan(10);
  });

  it.each(arrows())('$from --> $to ($port) is an import', ({ from, to, port }) => {
    if (port === null) expect(areJoined(from, to)).toBe(true);
    else expect([areJoined(from, port), areJoined(to, port)]).toEqual([true, true]);
  });
});
