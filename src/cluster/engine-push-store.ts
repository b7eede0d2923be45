import { createECDH, createHash } from 'node:crypto';
import { PushStore, type PushSubscription, type VapidKeys } from '../alerts/delivery/push/push-store.port.js';
import { Problem } from '../http/problems.js';
import { unlessDown } from './engine-unavailable.js';
import { Fenced, type Engine } from './engine.port.js';
import type { Leadership } from './leadership.js';
import { SHARE } from './log-feed.js';

/**
 * Push messages of a cluster. The subscriptions are a value of the first share, which exists however the accounts are cut:
 * its leader writes them, and every leader reads them before each message. So they outlast leaders and changes of CLUSTER_SHARDS.
 */
export class EnginePushStore extends PushStore {
  private vapid: VapidKeys | null = null;

  /** @param secret of the cluster; the keys are derived from it, so that nothing has to be stored */
  constructor(
    private readonly engine: Engine,
    private readonly leadership: Leadership,
    private readonly secret: string,
  ) {
    super();
  }

  override get isKeeper(): boolean {
    return this.leadership.held.share === SHARE;
  }

  override keys(): VapidKeys {
    return (this.vapid ??= vapidKeysOf(this.secret));
  }

  /** @throws Problem ENGINE_UNAVAILABLE */
  override async read(): Promise<readonly PushSubscription[]> {
    const reading = this.engine.value(SHARE, 'push');
    const text = await unlessDown(reading, 'which browsers get push messages is not known');
    return text === null ? [] : (JSON.parse(text) as PushSubscription[]);
  }

  /** @throws Problem ENGINE_UNAVAILABLE, or NOT_READY at a process that does not keep them (any more) */
  override async write(subscriptions: readonly PushSubscription[]): Promise<void> {
    if (!this.isKeeper) throw notKeeper();
    try {
      const writing = this.engine.put(this.leadership.held, 'push', JSON.stringify(subscriptions));
      await unlessDown(writing, 'whether push messages to this browser were changed is not known');
    } catch (error) {
      throw error instanceof Fenced ? notKeeper() : error;
    }
  }
}

function notKeeper(): Problem {
  return new Problem(
    'NOT_READY',
    'Another process keeps the subscriptions to push messages: repeat the request.',
  );
}

/** The P-256 keys with this private key, in Base64url, or with its hash if it is none: about one number in 2^32. */
function vapidKeysOf(privateKey: string): VapidKeys {
  const ecdh = createECDH('prime256v1');
  try {
    ecdh.setPrivateKey(privateKey, 'base64url');
  } catch {
    return vapidKeysOf(createHash('sha256').update(privateKey).digest('base64url'));
  }
  return { publicKey: ecdh.getPublicKey('base64url'), privateKey };
}
