import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type WebPush from 'web-push';
import type { AppConfig } from '../../../config/app-config.js';
import { replaceFileSync } from '../../../files/durable-file.js';
import { PushStore, type PushSubscription, type VapidKeys } from './push-store.port.js';

const KEYS_FILE = 'push-keys.json';
const SUBSCRIPTIONS_FILE = 'push-subscriptions.json';

const require = createRequire(import.meta.url);

/** Keys and subscriptions of push messages, in two files of DATA_DIR that only the service's own user can read. */
export class PushFiles extends PushStore {
  override readonly isKeeper = true;
  private vapid: VapidKeys | null = null;
  /** Known even when the disk fails. */
  private known: readonly PushSubscription[] | null = null;

  constructor(private readonly config: AppConfig) {
    super();
  }

  /** Created at first use. Losing the file ends every subscription. */
  override keys(): VapidKeys {
    return (this.vapid ??= this.load<VapidKeys>(KEYS_FILE) ?? this.createKeys());
  }

  override async read(): Promise<readonly PushSubscription[]> {
    return (this.known ??= this.load<PushSubscription[]>(SUBSCRIPTIONS_FILE) ?? []);
  }

  override async write(subscriptions: readonly PushSubscription[]): Promise<void> {
    replaceFileSync(this.pathOf(SUBSCRIPTIONS_FILE), JSON.stringify(subscriptions));
    this.known = subscriptions;
  }

  private createKeys(): VapidKeys {
    // Loaded when a first browser subscribes, because most services have none.
    const webPush = require('web-push') as typeof WebPush;
    const keys = webPush.generateVAPIDKeys();
    replaceFileSync(this.pathOf(KEYS_FILE), JSON.stringify(keys));
    return keys;
  }

  /** `null` if there is no such file. @throws Error for a damaged one */
  private load<T>(file: string): T | null {
    const path = this.pathOf(file);
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
    }
  }

  private pathOf(file: string): string {
    return join(this.config.history.dataDir, file);
  }
}
