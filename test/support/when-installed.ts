import { spawnSync } from 'node:child_process';

/** `it` where the command succeeds; elsewhere the test is reported as NOT RUN and counted as skipped. */
export function itWhere(command: string, ...args: string[]): typeof it {
  return spawnSync(command, args).status === 0 ? it : it.skip;
}
