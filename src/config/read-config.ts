import { Secret } from '../secrets/secret.js';
import { readAccounts } from './accounts/accounts.js';
import { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import { type Environment, readSection } from './variable.js';
import { SECTIONS } from './variables.js';

/** The configuration that an environment means, frozen. Throws one ConfigError that holds every fault. */
export function readConfig(env: Environment): AppConfig {
  const faults: string[] = [];
  const lighter = readSection(SECTIONS.lighter, env, faults);
  const accounts = readAccounts(env, faults);
  const remote = readSection(SECTIONS.remote, env, faults);
  const config = Object.assign(new AppConfig(), {
    mode: accounts.length === 0 && remote.mode === 'COLLECTOR' ? 'demo' : 'live',
    server: readSection(SECTIONS.server, env, faults),
    lighter: Object.assign(lighter, { wsUrl: lighter.wsUrl ?? streamOf(lighter.baseUrl) }),
    history: readSection(SECTIONS.history, env, faults),
    broadcast: readSection(SECTIONS.broadcast, env, faults),
    access: readSection(SECTIONS.access, env, faults),
    remote,
    accounts,
  });
  faults.push(...halfConfigured(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return freeze(config);
}

function streamOf(baseUrl: string | undefined): string | undefined {
  return baseUrl === undefined ? undefined : `${baseUrl.replace(/^http/, 'ws')}/stream`;
}

function halfConfigured({ history, remote }: AppConfig): string[] {
  const faults: string[] = [];
  if (history.supabaseUrl !== null && history.supabaseServiceRole === null) {
    faults.push('Supabase_service_role must be set, because Supabase_Url is');
  }
  if (history.supabaseUrl === null && history.supabaseServiceRole !== null) {
    faults.push('Supabase_Url must be set, because Supabase_service_role is');
  }
  if (remote.mode === 'FRONTEND_ONLY' && remote.apiBase === null) {
    faults.push('REMOTE_API_BASE must be set, because BROADCASTER_MODE is FRONTEND_ONLY');
  }
  return faults;
}

function freeze<T extends object>(value: T): T {
  if (value instanceof Secret) return Object.freeze(value);
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) freeze(part as object);
  return Object.freeze(value);
}
