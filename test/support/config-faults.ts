import { ConfigError } from '../../src/config/config-error.js';
import { readConfig, type ReadOptions } from '../../src/config/read-config.js';
import type { Environment } from '../../src/config/variable.js';

/** What `readConfig` refuses in this environment; empty when nothing. */
export function faultsOf(env: Environment, options: ReadOptions = {}): readonly string[] {
  try {
    readConfig(env, options);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
