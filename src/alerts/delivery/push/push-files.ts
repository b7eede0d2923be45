import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type WebPush from 'web-push';
import { AppConfig } from '../../../config/app-config.js';
import { replaceFileSync } from '../../../files/durable-file.js';
import { scrubber } from '../../../secrets/scrubber.js';

/** A browser that wants alerts, as its push service describes it, and whose rights it has. */
export interface PushSubscription {
  /** Address at the push service. Who knows it can send to the browser, so it is a secret. */
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** Name of the key that subscribed. */
  readonly key: string;
  /** Accounts that the key saw; `null` is all. */
  readonly accounts: readonly number[] | null;
}

interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

const KEYS_FILE = 'push-keys.json';
const SUBSCRIPTIONS_FILE = 'push-subscriptions.json';
const MOST_SUBSCRIPTIONS = 200;

const require = createRequire(import.meta.url);

/** Keys and subscriptions of push messages, in two files of DATA_DIR that only the service's own user can read. */
@Injectable()
export class PushFiles {
  private vapid: VapidKeys | null = null;
  private known: readonly PushSubscription[] | null = null;

  constructor(private readonly config: AppConfig) {}

  /** Created at first use. Browsers are bound to the public key, so that losing the file ends every subscription. */
  keys(): VapidKeys {
    this.vapid ??= this.read<VapidKeys>(KEYS_FILE) ?? this.createKeys();
    scrubber.register(this.vapid.privateKey);
    return this.vapid;
  }

  subscriptions(): readonly PushSubscription[] {
    if (this.known === null) this.keep(this.read<PushSubscription[]>(SUBSCRIPTIONS_FILE) ?? []);
    return this.known ?? [];
  }

  /** Adds a browser, or gives a known one other rights. Of too many, the oldest goes. */
  add(subscription: PushSubscription): void {
    const others = this.subscriptions().filter(({ endpoint }) => endpoint !== subscription.endpoint);
    this.write([...others, subscription].slice(-MOST_SUBSCRIPTIONS));
  }

  /** @returns whether it was known */
  remove(endpoint: string): boolean {
    const rest = this.subscriptions().filter((each) => each.endpoint !== endpoint);
    if (rest.length === this.subscriptions().length) return false;
    this.write(rest);
    return true;
  }

  private createKeys(): VapidKeys {
    // Loaded when a first browser subscribes, because most services have none.
    const webPush = require('web-push') as typeof WebPush;
    const keys = webPush.generateVAPIDKeys();
    replaceFileSync(this.pathOf(KEYS_FILE), JSON.stringify(keys));
    return keys;
  }

  private write(subscriptions: readonly PushSubscription[]): void {
    replaceFileSync(this.pathOf(SUBSCRIPTIONS_FILE), JSON.stringify(subscriptions));
    this.keep(subscriptions);
  }

  private keep(subscriptions: readonly PushSubscription[]): void {
    for (const { endpoint, keys } of subscriptions) {
      for (const secret of [endpoint, new URL(endpoint).pathname, keys.auth]) scrubber.register(secret);
    }
    this.known = subscriptions;
  }

  /** `null` if there is no such file. @throws Error for a damaged one */
  private read<T>(file: string): T | null {
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
