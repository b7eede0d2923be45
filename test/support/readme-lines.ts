import { readFileSync } from 'node:fs';

/** The lines of shell blocks in examples/README.md, by the folder of the example. */
export function exampleLines(): Record<string, string> {
  const blocks = readFileSync('examples/README.md', 'utf8').matchAll(/^```sh\n(.*)\n```$/gm);
  return Object.fromEntries(
    [...blocks].map(([, line = '']) => [/examples\/(\w+)\//.exec(line)?.[1] ?? line, line]),
  );
}
