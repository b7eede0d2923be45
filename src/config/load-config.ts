import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Secret } from '../secrets/secret.js';
import { type Scrubber, scrubber } from '../secrets/scrubber.js';
import { accountSecrets } from './accounts/account-variables.js';
import type { AppConfig } from './app-config.js';
import { readConfig } from './read-config.js';
import type { Environment } from './variable.js';

/** The environment, over what a `.env` file in the working directory says; what is empty there is unset. */
export function loadEnvironment(env: Environment = process.env, file = '.env'): Environment {
  if (!existsSync(file)) return env;
  const set = Object.entries(env).filter(([, value]) => value?.trim());
  return { ...parseEnv(readFileSync(file, 'utf8')), ...Object.fromEntries(set) };
}

/** Reads the configuration of this process, and makes every secret in it known to the scrubber. Throws ConfigError. */
export function loadConfig(env: Environment = loadEnvironment(), known: Scrubber = scrubber): AppConfig {
  // Before anything can fail: in whatever notation they stand there.
  for (const secret of accountSecrets(env)) known.register(secret);
  const config = readConfig(env);
  registerSecrets(config, known);
  return config;
}

function registerSecrets(value: unknown, known: Scrubber): void {
  if (value instanceof Secret) known.register(value.reveal());
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) registerSecrets(part, known);
  }
}
