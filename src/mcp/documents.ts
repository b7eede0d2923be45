import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A document of the product, in Markdown. */
export interface ProductDocument {
  /** File name without its extension. */
  readonly name: string;
  readonly title: string;
  readonly read: () => string;
}

const FOLDER = join(dirname(createRequire(import.meta.url).resolve('#package.json')), 'docs');

/** The documents in `docs/`; none where the product was installed without them. */
export function productDocuments(folder = FOLDER): ProductDocument[] {
  return namesIn(folder).map((file) => {
    const read = (): string => readFileSync(join(folder, file), 'utf8');
    return { name: file.slice(0, -3), title: /^# (.+)$/m.exec(read())?.[1] ?? file, read };
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .sort();
  } catch {
    return [];
  }
}
