import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { hashSecret, type ApiKey } from '../config/values/api-keys.js';
import { scrubber } from '../secrets/scrubber.js';
import { AccessFiles } from './access-files.js';
import { writeTemporaryKey } from './temporary-key-file.js';

/** Whether access rests on the generated key: a live service whose operator has not decided who may connect. */
export function needsOwnerKey({ mode, access }: AppConfig): boolean {
  const { apiKeys, apiKeysFile, publicRead, trustLoopback } = access;
  return mode === 'live' && apiKeys === null && apiKeysFile === null && !publicRead && !trustLoopback;
}

/** A new secret of an API key. */
export function newSecret(): string {
  return `lbk_${randomBytes(32).toString('base64url')}`;
}

/** The generated admin key in `DATA_DIR/owner.key`. Being able to read that file is the proof of ownership. */
@Injectable()
export class OwnerKey {
  private readonly logger = new Logger(OwnerKey.name);

  constructor(
    private readonly files: AccessFiles,
    private readonly config: AppConfig,
  ) {}

  /** The kept key, or a new one, which `npm run keys -- link` must find even if `DATA_DIR` cannot be written. */
  provide(): ApiKey {
    const kept = this.files.read('owner.key');
    const secret = kept !== null && /^\S{16,}$/.test(kept) ? kept : newSecret();
    scrubber.register(secret);
    if (secret !== kept && !this.files.write('owner.key', `${secret}\n`)) this.writeElsewhere(secret);
    return { name: 'owner', scope: 'admin', accounts: null, rate: null, hash: hashSecret(secret) };
  }

  private writeElsewhere(secret: string): void {
    try {
      const file = writeTemporaryKey(this.config.history.dataDir, secret);
      this.logger.warn(`The owner key of this start is in ${file}.`);
    } catch (error) {
      this.logger.warn(
        `The owner key of this start cannot be kept anywhere (${scrubber.scrubError(error).message}), so sign-in is impossible: ` +
          'make DATA_DIR writable, or set API_KEYS.',
      );
    }
  }
}
