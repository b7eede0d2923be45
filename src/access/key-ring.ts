import { hash, timingSafeEqual } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { parseApiKeys, type ApiKey } from '../config/values/api-keys.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/config-error.js';

const FILE_CHECK_MS = 1000;

/** Every API key that is valid now: those of `API_KEYS`, and those of `API_KEYS_FILE`, which is read again when it changes. */
@Injectable()
export class KeyRing implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(KeyRing.name);
  private readonly listeners: (() => void)[] = [];
  private keys: readonly ApiKey[] = [];
  /** In hexadecimal text, which is much cheaper to hash into than bytes are. */
  private digests: readonly (readonly [ApiKey, Buffer])[] = [];

  constructor(private readonly config: AppConfig) {
    this.take(this.read());
  }

  get isEmpty(): boolean {
    return this.keys.length === 0;
  }

  /** The key with this secret. Takes equally long whichever it is, and when it is none. */
  find(secret: string): ApiKey | undefined {
    const presented = Buffer.from(hash('sha256', secret, 'hex'));
    let found: ApiKey | undefined;
    for (const [key, digest] of this.digests) if (timingSafeEqual(digest, presented)) found = key;
    return found;
  }

  named(name: string): ApiKey | undefined {
    return this.keys.find((key) => key.name === name);
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  onModuleInit(): void {
    const file = this.config.access.apiKeysFile;
    if (file) watchFile(file, { interval: FILE_CHECK_MS, persistent: false }, () => this.reload());
  }

  onModuleDestroy(): void {
    if (this.config.access.apiKeysFile) unwatchFile(this.config.access.apiKeysFile);
  }

  /** Takes the file as it is now; one that can't be used changes nothing. */
  reload(): void {
    try {
      this.take(this.read());
      this.logger.log(`API keys read again: ${this.keys.map(({ name }) => name).join(', ') || 'none'}`);
      for (const listener of this.listeners) listener();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.logger.error(`${error.faults.join('; ')}. The keys that were valid before stay valid.`);
    }
  }

  private take(keys: readonly ApiKey[]): void {
    this.keys = keys;
    this.digests = keys.map((key) => [key, Buffer.from(key.hash)]);
  }

  private read(): readonly ApiKey[] {
    const { apiKeys, apiKeysFile } = this.config.access;
    const own = apiKeys ?? [];
    if (apiKeysFile === null) return own;
    const { keys, faults } = parseApiKeys(textOf(apiKeysFile), /\r?\n/);
    const twins = keys.filter(({ name }) => own.some((key) => key.name === name));
    faults.push(...twins.map(({ name }) => `"${name}" is in API_KEYS too`));
    // Else an editor that empties the file before it writes would make every request from this machine an admin's.
    if (own.length + keys.length + faults.length === 0) faults.push('holds no key');
    if (faults.length > 0) throw new ConfigError(faults.map((fault) => `API_KEYS_FILE ${fault}`));
    return [...own, ...keys];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `can't be read (${code})`;
    throw new ConfigError([`API_KEYS_FILE names a file that ${why}`]);
  }
}
