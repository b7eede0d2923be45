import type { AccountConfig } from './config/accounts/accounts.js';
import { needsOwnerKey } from './access/owner-key.js';
import type { AppConfig } from './config/app-config.js';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** The configuration as lines of the log, without secrets. */
export function startReport(config: AppConfig): string[] {
  return [
    describeSource(config),
    ...config.accounts.map(describeAccount),
    `History: ${describeStore(config)}`,
    `Access: ${describeAccess(config)}`,
  ];
}

/** Settings that an operator should not overlook. */
export function startWarnings(config: AppConfig): string[] {
  const { access, accounts, server, warnings: names } = config;
  const warnings: string[] = [...names];
  if (access.publicRead)
    warnings.push('PUBLIC_READ is on: anyone who can reach this service can read every account.');
  const keyless = accounts.filter(({ credential }) => credential.kind === 'none').map(({ name }) => name);
  if (keyless.length > 0) warnings.push(`No credential, so orders are unknown: ${keyless.join(', ')}`);
  if (access.trustLoopback) {
    warnings.push(
      access.apiKeys || access.apiKeysFile
        ? 'TRUST_LOOPBACK has no effect, because keys are configured.'
        : 'TRUST_LOOPBACK is on: every program and reverse proxy on this machine has full access without a key.',
    );
  }
  if (needsOwnerKey(config) && !LOOPBACK.includes(server.host)) {
    warnings.push(
      `The service listens on ${server.host} with the generated owner key only. Create a key for each client with ` +
        '`npm run keys -- create` and set it in API_KEYS.',
    );
  }
  return warnings;
}

function describeSource(config: AppConfig): string {
  const { remote, lighter, cluster, mode } = config;
  if (remote.mode === 'FRONTEND_ONLY') return `Data from the instance at ${remote.apiBase}`;
  if (!config.collects) return `Data from the collector of the cluster ${cluster.name}`;
  return `Exchange: ${lighter.baseUrl} (${mode})`;
}

function describeAccount({ name, index, credential, proxies }: AccountConfig): string {
  const how = { private: 'API key', token: 'read-only token', none: 'no credential' }[credential.kind];
  const way = proxies.length === 0 ? 'direct' : `via ${proxies.map(({ id }) => id).join(', ')}`;
  return `Account ${name}: ${index}, ${how}, ${way}`;
}

function describeStore(config: AppConfig): string {
  const { history, cluster } = config;
  if (!config.collects && !config.keepsHistory) return 'kept by that instance';
  if (!history.enabled) return 'off';
  if (cluster.url !== null && !config.keepsHistory) return 'kept by the recorder of the cluster';
  const journal = `SQLite in ${history.dataDir}`;
  return history.supabaseUrl === null
    ? journal
    : `Supabase at ${new URL(history.supabaseUrl).host}, journal in ${journal}`;
}

function describeAccess(config: AppConfig): string {
  const { access } = config;
  const keys = (access.apiKeys ?? []).map(({ name, scope }) => `${name} (${scope})`);
  if (access.apiKeysFile) keys.push('those in API_KEYS_FILE');
  const who = keys.length === 0 ? withoutKeys(config) : `keys ${keys.join(', ')}`;
  return access.publicRead ? `${who}; anyone can read` : who;
}

function withoutKeys(config: AppConfig): string {
  if (needsOwnerKey(config)) return `the owner key in ${config.history.dataDir}/owner.key`;
  return config.mode === 'demo' || config.access.trustLoopback ? 'this machine only' : 'no key';
}
