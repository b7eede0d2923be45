import { hash, timingSafeEqual } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { parseApiKeys, type ApiKey } from '../config/values/api-keys.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/config-error.js';
import { needsOwnerKey, OwnerKey } from './owner-key.js';
import { SharedKeys } from './shared-keys.port.js';

const FILE_CHECK_MS = 1000;

/**
 * The valid API keys: those of `API_KEYS` and `API_KEYS_FILE`, which is reloaded on change, or else the owner key. In a
 * cluster the file's keys are those on which its processes agreed, once they did.
 */
@Injectable()
export class KeyRing implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(KeyRing.name);
  private readonly listeners: (() => void)[] = [];
  private keys: readonly ApiKey[] = [];
  private ofFile: readonly ApiKey[];
  /** As hexadecimal text, because hashing into text is much cheaper than into bytes. */
  private digests: readonly (readonly [ApiKey, Buffer])[] = [];
  /** The last valid secret of each connection, which is not hashed again while the keys stay the same. */
  private shown = new WeakMap<object, { readonly secret: string; readonly key: ApiKey }>();

  constructor(
    private readonly config: AppConfig,
    private readonly owner: OwnerKey,
    /** Absent where this process is the service. */
    @Optional() @Inject(SharedKeys) private readonly shared: SharedKeys | null = null,
  ) {
    this.ofFile = this.read();
    this.take(this.all());
    this.shared?.onChange(() => this.change());
  }

  get isEmpty(): boolean {
    return this.keys.length === 0;
  }

  /**
   * The key with this secret. Takes constant time, whether one matches or not; less where it came on this connection before.
   */
  find(secret: string, connection?: object): ApiKey | undefined {
    const last = connection && this.shown.get(connection);
    if (last && isSameText(last.secret, secret)) return last.key;
    const key = this.byDigest(secret);
    if (key && connection) this.shown.set(connection, { secret, key });
    return key;
  }

  private byDigest(secret: string): ApiKey | undefined {
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
    if (needsOwnerKey(this.config)) this.take([this.owner.provide()]);
    const file = this.config.access.apiKeysFile;
    if (file) this.shared?.offer(this.ofFile);
    if (file) watchFile(file, { interval: FILE_CHECK_MS, persistent: false }, () => this.reload());
  }

  onModuleDestroy(): void {
    if (this.config.access.apiKeysFile) unwatchFile(this.config.access.apiKeysFile);
  }

  /** Loads the file again. An invalid or empty one changes nothing. */
  reload(): void {
    try {
      this.ofFile = this.read();
      this.shared?.offer(this.ofFile);
      // In a cluster the processes agree first.
      if (!this.shared?.valid) this.change();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.logger.error(`${error.faults.join('; ')}. The previous keys stay valid.`);
    }
  }

  private change(): void {
    this.take(this.all());
    this.logger.log(`API keys reloaded: ${this.keys.map(({ name }) => name).join(', ') || 'none'}`);
    for (const listener of this.listeners) listener();
  }

  private all(): ApiKey[] {
    const own = this.config.access.apiKeys ?? [];
    const names = new Set(own.map(({ name }) => name));
    return [...own, ...(this.shared?.valid ?? this.ofFile).filter(({ name }) => !names.has(name))];
  }

  private take(keys: readonly ApiKey[]): void {
    this.keys = keys;
    this.shown = new WeakMap();
    this.digests = keys.map((key) => [key, Buffer.from(key.hash)]);
  }

  /** The keys of the file. */
  private read(): readonly ApiKey[] {
    const { apiKeys, apiKeysFile } = this.config.access;
    const own = apiKeys ?? [];
    if (apiKeysFile === null) return [];
    const { keys, faults } = parseApiKeys(textOf(apiKeysFile), /\r?\n/);
    const twins = keys.filter(({ name }) => own.some((key) => key.name === name));
    faults.push(...twins.map(({ name }) => `"${name}" is in API_KEYS too`));
    // An editor may empty the file before it writes, which must not revoke every key.
    if (own.length + keys.length + faults.length === 0) faults.push('holds no key');
    if (faults.length > 0) throw new ConfigError(faults.map((fault) => `API_KEYS_FILE ${fault}`));
    return keys;
  }
}

/** Takes constant time for texts of one length: behind a reverse proxy, callers share a connection. */
function isSameText(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

/** Names the secret of a key without revealing it. */
export function fingerprintOf({ hash: digest }: ApiKey): string {
  return digest.slice(0, 16);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new ConfigError([`API_KEYS_FILE names a file that ${why}`]);
  }
}
