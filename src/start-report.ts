import type { AccountConfig } from './config/accounts/accounts.js';
import type { AppConfig } from './config/app-config.js';

/** What the service found in its configuration, one line each; holds no secret. */
export function startReport(config: AppConfig): string[] {
  return [
    config.remote.mode === 'FRONTEND_ONLY'
      ? `Data from the instance at ${config.remote.apiBase}`
      : `Exchange: ${config.lighter.baseUrl} (${config.mode})`,
    ...config.accounts.map(describeAccount),
    `History: ${describeStore(config)}`,
    `Access: ${describeAccess(config)}`,
  ];
}

/** What an operator should not overlook. */
export function startWarnings({ access, accounts, server, warnings: names }: AppConfig): string[] {
  const warnings: string[] = [...names];
  if (access.publicRead)
    warnings.push('PUBLIC_READ is on: everybody who reaches this service can read every account.');
  const keyless = accounts.filter(({ credential }) => credential.kind === 'none').map(({ name }) => name);
  if (keyless.length > 0)
    warnings.push(`Watch-only, orders unknown, for want of a credential: ${keyless.join(', ')}`);
  const open = access.publicRead || access.apiKeys || access.apiKeysFile;
  if (!open && !['127.0.0.1', '::1', 'localhost'].includes(server.host)) {
    warnings.push('No API key is configured: other machines are answered 401. Make one with `npm run keys`.');
  }
  return warnings;
}

function describeAccount({ name, index, credential, proxies }: AccountConfig): string {
  const how = { private: 'API key', token: 'read-only token', none: 'no credential' }[credential.kind];
  const way = proxies.length === 0 ? 'direct' : `via ${proxies.map(({ id }) => id).join(', ')}`;
  return `Account ${name}: ${index}, ${how}, ${way}`;
}

function describeStore({ history, remote }: AppConfig): string {
  if (remote.mode === 'FRONTEND_ONLY') return 'kept by that instance';
  if (!history.enabled) return 'off';
  const journal = `SQLite in ${history.dataDir}`;
  return history.supabaseUrl === null
    ? journal
    : `Supabase at ${new URL(history.supabaseUrl).host}, journal in ${journal}`;
}

function describeAccess({ access }: AppConfig): string {
  const keys = (access.apiKeys ?? []).map(({ name, scope }) => `${name} (${scope})`);
  if (access.apiKeysFile) keys.push('those of API_KEYS_FILE');
  const who = keys.length === 0 ? 'this machine only' : `keys ${keys.join(', ')}`;
  return access.publicRead ? `${who}; reading is open to all` : who;
}
