import { ReadConnection } from '../../src/history/sqlite/read-connection.js';
import type { ThreadStarter } from '../../src/history/sqlite/worker-thread.js';
import { Writer } from '../../src/history/sqlite/writer.js';

/** Runs the history's writer or reader without a thread: starts a hundred times faster, otherwise the same. */
export const inThisThread: ThreadStarter = async (setup) => {
  const target = setup.role === 'writer' ? new Writer(setup.options) : new ReadConnection(setup.options);
  return {
    call: async (method, ...args) =>
      (target as unknown as Record<string, (...args: unknown[]) => never>)[method]!(...args),
  };
};
