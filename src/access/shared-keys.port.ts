import type { ApiKey } from '../config/values/api-keys.js';

/** The keys of `API_KEYS_FILE` in a service of several processes, of which not every one has the file. Abstract class = DI token. */
export abstract class SharedKeys {
  /** Those that are valid everywhere; `null` while no process has published any. */
  abstract get valid(): readonly ApiKey[] | null;
  /** Publishes the keys of this process's file, at the start and after each change. */
  abstract offer(keys: readonly ApiKey[]): void;
  /** Calls back whenever `valid` changed. */
  abstract onChange(listener: () => void): void;
}
