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

/** With which push services know this service, in Base64url. */
export interface VapidKeys {
  /** Uncompressed P-256 point. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * Where the keys and the subscriptions of push messages are kept. Without a provider of it these are files in `DATA_DIR`.
 * Abstract class = DI token.
 */
export abstract class PushStore {
  /** Whether this process writes the subscriptions; any other one only reads them. */
  abstract readonly isKeeper: boolean;

  /** The same at every process. Browsers are bound to the public key: with another one each has to subscribe again. */
  abstract keys(): VapidKeys;

  abstract read(): Promise<readonly PushSubscription[]>;

  /** Replaces all. Resolves once they are kept; rejects when that is not certain. */
  abstract write(subscriptions: readonly PushSubscription[]): Promise<void>;
}
