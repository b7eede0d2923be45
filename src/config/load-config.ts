import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Secret } from '../secrets/secret.js';
import { type Scrubber, scrubber } from '../secrets/scrubber.js';
import { accountSecrets } from './accounts/account-variables.js';
import type { AppConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import { readConfig, type ReadOptions } from './read-config.js';
import type { Environment } from './variable.js';

/** Variables with the names of those that only the `.env` file sets. */
export interface LoadedEnvironment {
  env: Environment;
  fromFile: ReadonlySet<string>;
}

/**
 * The process environment on top of the `.env` file of the working directory; empty variables count as unset.
 * @throws ConfigError when `.env` cannot be read.
 */
export function loadEnvironment(env: Environment = process.env, file = '.env'): LoadedEnvironment {
  const text = readEnvFile(file);
  if (text === null) return { env, fromFile: new Set() };
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = parseEnv(text);
  const fromFile = new Set(Object.keys(parsed).filter((name) => !Object.hasOwn(set, name)));
  return { env: { ...parsed, ...set }, fromFile };
}

/** Loads the configuration of this process and registers its secrets with the scrubber. @throws ConfigError */
export function loadConfig(
  { env, fromFile }: LoadedEnvironment = loadEnvironment(),
  options: Omit<ReadOptions, 'fromFile'> = {},
  known: Scrubber = scrubber,
): AppConfig {
  // Before anything can fail, and verbatim: errors may quote them.
  for (const secret of accountSecrets(env)) known.register(secret);
  const config = readConfig(env, { ...options, fromFile });
  registerSecrets(config, known);
  return config;
}

function readEnvFile(file: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    const why = code === 'EISDIR' ? 'is a folder; it must be a text file' : `cannot be read (${code})`;
    throw new ConfigError([`${file} ${why}`]);
  }
  if (bytes.includes(0)) throw new ConfigError([`${file} is encoded in UTF-16; save it as UTF-8`]);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Removes every secret in a value from all output from now on. */
export function registerSecrets(value: unknown, known: Scrubber = scrubber): void {
  if (value instanceof Secret) for (const part of partsOf(value.reveal())) known.register(part);
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) registerSecrets(part, known);
  }
}

/** Of a secret URL also the parts that an error may quote alone: path, last segment, query, user and password. */
function partsOf(secret: string): string[] {
  const url = /^[a-z]+:\/\//i.test(secret) ? URL.parse(secret) : null;
  if (url === null) return [secret];
  const last = url.pathname.split('/').at(-1) ?? '';
  const parts = [url.href, url.pathname, url.search, url.username, url.password];
  return [
    secret,
    ...parts.filter((part) => part.length >= SHORTEST_PART),
    ...(last.length >= SHORTEST_WORD ? [last] : []),
  ];
}

/** Shorter parts, such as the path "/hook", authorize nothing and occur in ordinary text; a single word even more so. */
const SHORTEST_PART = 8;
const SHORTEST_WORD = 12;
