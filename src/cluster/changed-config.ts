import type { AccountConfig } from '../config/accounts/accounts.js';
import type { AppConfig } from '../config/app-config.js';
import type { ClusterRole } from '../config/sections/cluster.config.js';
import { Secret } from '../secrets/secret.js';

/** The configuration of a process that takes some roles of its service only. */
export function withRoles(config: AppConfig, roles: readonly ClusterRole[]): AppConfig {
  return changed(config, { cluster: changed(config.cluster, { roles }) });
}

/** The configuration of a process that follows some of the accounts only. */
export function withAccounts(config: AppConfig, accounts: readonly AccountConfig[]): AppConfig {
  return changed(config, { accounts });
}

/** Sessions are signed alike in every process. */
export function withSessionSecret(config: AppConfig, secret: string): AppConfig {
  const sessionSecret = config.access.sessionSecret ?? new Secret(secret);
  return changed(config, { access: changed(config.access, { sessionSecret }) });
}

function changed<T extends object>(value: T, fields: Partial<T>): T {
  return Object.assign(Object.create(Object.getPrototypeOf(value) as object) as T, value, fields);
}
