import { Secret } from '../secrets/secret.js';
import { readAccounts } from './accounts/accounts.js';
import { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import { nearMisses, unknownAccountNames } from './near-names.js';
import { alertContradictions } from './sections/alerts.config.js';
import { networkOf } from './values/networks.js';
import { type Environment, readSection, valueOf } from './variable.js';
import { NAMES, SECTIONS } from './variables.js';

export interface ReadOptions {
  /** Names that come from the `.env` file: there a misspelled name is a fault, elsewhere only a warning. */
  fromFile?: ReadonlySet<string>;
  /** For tools that work on `DATA_DIR` alone: a store may be configured without any account. */
  accountsOptional?: boolean;
  platform?: NodeJS.Platform;
}

/** The configuration that an environment describes, deeply frozen. @throws ConfigError with every fault. */
export function readConfig(env: Environment, options: ReadOptions = {}): AppConfig {
  const faults = unknownAccountNames(env).map(({ name, meant }) => misspelled(name, meant));
  const warnings: string[] = [];
  for (const { name, meant } of nearMisses(env, NAMES))
    (options.fromFile?.has(name) ? faults : warnings).push(misspelled(name, meant));
  const lighter = readSection(SECTIONS.lighter, env, faults);
  const accounts = readAccounts(env, faults);
  const remote = readSection(SECTIONS.remote, env, faults);
  const cluster = readSection(SECTIONS.cluster, env, faults);
  const mode = accounts.length === 0 && remote.mode === 'COLLECTOR' && cluster.url === null ? 'demo' : 'live';
  const server = readSection(SECTIONS.server, env, faults);
  const access = readSection(SECTIONS.access, env, faults);
  const config = Object.assign(new AppConfig(), {
    mode,
    server: Object.assign(server, { host: server.host ?? defaultHost(mode, access) }),
    lighter: Object.assign(lighter, { wsUrl: lighter.wsUrl ?? streamOf(lighter.baseUrl) }),
    history: readSection(SECTIONS.history, env, faults),
    broadcast: readSection(SECTIONS.broadcast, env, faults),
    access,
    mirror: readSection(SECTIONS.mirror, env, faults),
    alerts: readSection(SECTIONS.alerts, env, faults),
    remote,
    cluster,
    accounts,
    warnings,
  });
  faults.push(...contradictions(config), ...gatewayContradictions(config, options.platform));
  if (remote.mode === 'FRONTEND_ONLY') warnings.push(...withoutEffect(env));
  if (config.mode === 'demo' && faults.length === 0 && !options.accountsOptional)
    faults.push(...withoutAccount(env));
  if (faults.length > 0) throw new ConfigError(faults);
  return freeze(config);
}

function misspelled(name: string, meant: string): string {
  return `${name} is not a variable of this service; did you mean ${meant}?`;
}

/** Everything on this machine only, unless an operator has decided who may connect. */
function defaultHost(mode: AppConfig['mode'], access: AppConfig['access']): string {
  const isOpen = access.apiKeys !== null || access.apiKeysFile !== null || access.publicRead;
  return mode === 'live' && isOpen ? '0.0.0.0' : '127.0.0.1';
}

/** A frontend instance forwards everything about alerts to the instance that evaluates and delivers them. */
function withoutEffect(env: Environment): string[] {
  const names = NAMES.filter((name) => /^ALERTS?_/.test(name) && valueOf(env, name) !== undefined);
  if (names.length === 0) return [];
  return [
    `Alerts come from the instance at REMOTE_API_BASE, so these have no effect here: ${names.join(', ')}. Set them there.`,
  ];
}

function streamOf(baseUrl: string | undefined): string | undefined {
  return baseUrl === undefined ? undefined : `${baseUrl.replace(/^http/, 'ws')}/stream`;
}

function contradictions(config: AppConfig): string[] {
  const { lighter, history, alerts, remote, cluster, access, accounts } = config;
  const faults = alertContradictions(alerts);
  if (history.supabaseUrl !== null && history.supabaseServiceRole === null) {
    faults.push('Supabase_service_role must be set, because Supabase_Url is');
  }
  if (history.supabaseUrl === null && history.supabaseServiceRole !== null) {
    faults.push('Supabase_Url must be set, because Supabase_service_role is');
  }
  if (remote.mode === 'FRONTEND_ONLY' && remote.apiBase === null) {
    faults.push('REMOTE_API_BASE must be set, because BROADCASTER_MODE is FRONTEND_ONLY');
  }
  if (cluster.url !== null) {
    if (remote.mode === 'FRONTEND_ONLY')
      faults.push(
        'CLUSTER_URL and BROADCASTER_MODE=FRONTEND_ONLY exclude each other: a gateway of the cluster is one',
      );
    if (cluster.roles.join() === 'recorder' && !history.enabled)
      faults.push('CLUSTER_ROLES is recorder, but HISTORY is off: turn it on, or do not start a recorder');
    if (cluster.roles.includes('collector') && accounts.length === 0)
      faults.push(
        'CLUSTER_ROLES has collector, but no account is configured: configure one, or set it to gateway',
      );
    if (access.apiKeys === null && access.apiKeysFile === null && !access.publicRead)
      faults.push(
        'API_KEYS must be set, because CLUSTER_URL is: every process of a cluster needs the same keys',
      );
  }
  faults.push(...shareContradictions(config));
  const [rest, stream] = [networkOf(lighter.baseUrl), networkOf(lighter.wsUrl)];
  if (rest !== null && stream !== null && rest !== stream) {
    faults.push(
      `LIGHTER_WS_URL belongs to ${stream}, LIGHTER_BASE_URL to ${rest}: set both to the same network`,
    );
  }
  return faults;
}

function shareContradictions({ cluster: { url, shards }, mirror }: AppConfig): string[] {
  if (shards === 1) return [];
  const faults: string[] = [];
  if (url === null)
    faults.push(
      'CLUSTER_SHARDS needs CLUSTER_URL, over which collectors agree on shares: set it, or leave CLUSTER_SHARDS out',
    );
  if (mirror.enabled)
    faults.push('CLUSTER_SHARDS above 1 needs MIRROR=off: the mirror has one collector follow every account');
  return faults;
}

/** Platforms on which several processes can listen on one port (`reusePort`). */
const SHARES_PORTS: readonly NodeJS.Platform[] = ['linux', 'freebsd', 'sunos', 'aix'];

function gatewayContradictions(
  { cluster, remote, mode }: AppConfig,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (!cluster.gateways) return [];
  const faults: string[] = [];
  if (remote.mode === 'FRONTEND_ONLY')
    faults.push('GATEWAYS and BROADCASTER_MODE=FRONTEND_ONLY exclude each other: unset GATEWAYS');
  else if (mode === 'demo')
    faults.push(
      'GATEWAYS needs an account, because the demo is one process: configure one, or unset GATEWAYS',
    );
  if (cluster.url !== null && !cluster.roles.includes('gateway'))
    faults.push(
      'GATEWAYS needs the role gateway, which CLUSTER_ROLES does not have: add it, or unset GATEWAYS',
    );
  if (!SHARES_PORTS.includes(platform))
    faults.push(`GATEWAYS needs processes that share a port, which ${platform} cannot do: unset it`);
  return faults;
}

/** Variables that mean the real exchange or a store: with one of them set, serving the demo would hide a mistake. */
const MEANS_LIVE = /^(lighter_|supabase_(url|service_role)$|remote_api_|broadcaster_mode$)/i;

function withoutAccount(env: Environment): string[] {
  const names = Object.keys(env).filter((name) => MEANS_LIVE.test(name) && valueOf(env, name) !== undefined);
  if (names.length === 0) return [];
  return [
    `No account is configured, although ${names.sort().join(', ')} is set: ` +
      'set Lighter_{N}_{ID}_Account_Index, such as Lighter_1_main_Account_Index=12345, or unset it to run the demo',
  ];
}

function freeze<T extends object>(value: T): T {
  if (value instanceof Secret) return Object.freeze(value);
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) freeze(part as object);
  return Object.freeze(value);
}
