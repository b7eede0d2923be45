import { underBase } from '../../api/base-path.js';
import { push } from '../../api/push.js';

/** Why this browser cannot get push messages, with what to do; `null` if it can. */
export function pushHindrance(): string | null {
  if (!globalThis.isSecureContext)
    return 'Browsers allow push messages on HTTPS only. Open the dashboard at an https address.';
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis)) {
    return /iPhone|iPad/.test(navigator.userAgent)
      ? 'Add the dashboard to the Home Screen, and open it from there.'
      : 'This browser has no push messages.';
  }
  if (Notification.permission === 'denied')
    return 'The browser blocks notifications of this page. Allow them in its site settings.';
  return null;
}

/** Whether this browser is subscribed. @param publicKey of the server; `null` while it sends no push messages */
export async function isSubscribed(publicKey: string | null): Promise<boolean> {
  if (pushHindrance() !== null) return false;
  const worker = await navigator.serviceWorker.getRegistration(underBase('/'));
  const subscription = await worker?.pushManager.getSubscription();
  if (!subscription || !isBoundTo(subscription, publicKey)) return false;
  // The server may have lost it, or this page may be signed in with another key now.
  await push.subscribe(subscription.toJSON());
  return true;
}

/** Whether a server with this key can send to it. A server gets other keys when it loses its own, or becomes a cluster. */
export function isBoundTo({ options }: Pick<PushSubscription, 'options'>, publicKey: string | null): boolean {
  if (options.applicationServerKey === null) return false;
  const base64 = btoa(String.fromCharCode(...new Uint8Array(options.applicationServerKey)));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === publicKey;
}

/** @param publicKey of the server. @throws Error in words for people */
export async function subscribe(publicKey: string): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted')
    throw new Error('the browser does not allow notifications of this page.');
  await navigator.serviceWorker.register(underBase('/service-worker.js'), { scope: underBase('/') });
  const worker = await navigator.serviceWorker.ready;
  // A subscription is bound to the key of the server; another one would be refused.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: publicKey };
  const subscription = await worker.pushManager.subscribe(options);
  await push.subscribe(subscription.toJSON());
}

export async function unsubscribe(): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration(underBase('/'));
  const subscription = await worker?.pushManager.getSubscription();
  if (!subscription) return;
  await push.unsubscribe(subscription.endpoint);
  await subscription.unsubscribe();
}
