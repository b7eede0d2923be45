import { spawnSync } from 'node:child_process';

/**
 * Commands that succeed where the tool of a line of `examples/README.md` is installed. Elsewhere its test does not exist, and
 * `npm test` reports it as NOT RUN.
 * @type {Record<'python' | 'websocat', [string, ...string[]]>}
 */
const TOOLS = {
  python: ['python3', '-c', 'import websockets.asyncio'],
  websocat: ['websocat', '--version'],
};

/** Lines of the examples that can be run on this machine, and those that cannot. */
export function examples() {
  const names = /** @type {(keyof typeof TOOLS)[]} */ (Object.keys(TOOLS));
  const runs = names.filter((name) => {
    const [command, ...args] = TOOLS[name];
    return spawnSync(command, args).status === 0;
  });
  return { runs, missing: names.filter((name) => !runs.includes(name)) };
}
