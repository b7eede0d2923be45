import { isDeepStrictEqual } from 'node:util';
import { scrubber } from '../../../secrets/scrubber.js';
import type { PushStore, PushSubscription, VapidKeys } from './push-store.port.js';

const MOST_SUBSCRIPTIONS = 200;

type Subscriptions = readonly PushSubscription[];

/** The browsers that get push messages, wherever they are kept. */
export class PushSubscriptions {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: PushStore) {}

  keys(): VapidKeys {
    const keys = this.store.keys();
    scrubber.register(keys.privateKey);
    return keys;
  }

  async all(): Promise<Subscriptions> {
    const subscriptions = await this.store.read();
    for (const subscription of subscriptions) registerSecrets(subscription);
    return subscriptions;
  }

  /** Adds a browser, or gives a known one other rights. Of too many, the oldest goes. */
  add(subscription: PushSubscription): Promise<void> {
    registerSecrets(subscription);
    const isOther = ({ endpoint }: PushSubscription): boolean => endpoint !== subscription.endpoint;
    return this.change((known) => [...known.filter(isOther), subscription]);
  }

  remove(endpoint: string): Promise<void> {
    return this.change((known) => known.filter((each) => each.endpoint !== endpoint));
  }

  /** Removes those that no message reaches, unless they subscribed anew meanwhile. */
  async forget(gone: Subscriptions): Promise<void> {
    // The keeper notices that with its own next message.
    if (!this.store.isKeeper) return;
    await this.change((known) => known.filter((each) => !gone.some((one) => isDeepStrictEqual(one, each))));
  }

  /** One change after the other, because each replaces all. */
  private change(next: (known: Subscriptions) => Subscriptions): Promise<void> {
    const done = this.last.then(async () => {
      const known = await this.all();
      const changed = next(known).slice(-MOST_SUBSCRIPTIONS);
      if (!isDeepStrictEqual(changed, known)) await this.store.write(changed);
    });
    this.last = done.catch(() => undefined);
    return done;
  }
}

function registerSecrets({ endpoint, keys }: PushSubscription): void {
  for (const secret of [endpoint, new URL(endpoint).pathname, keys.auth]) scrubber.register(secret);
}
