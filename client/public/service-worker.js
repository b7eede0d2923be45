// Shows push messages while the dashboard is closed. It caches nothing: the dashboard shows live data or none.
/* global self, clients, registration */

self.addEventListener('push', (event) => {
  const { id, tone, title, text, url, at } = event.data.json();
  event.waitUntil(
    registration.showNotification(title, {
      body: text,
      // A repeated message replaces itself.
      tag: id,
      timestamp: at,
      icon: 'icon-192.png',
      requireInteraction: tone === 'critical',
      silent: tone === 'info' || tone === 'acknowledged',
      data: { url },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(targetOf(event.notification.data.url)));
});

/** The browser replaced the subscription. */
self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(
    registration.pushManager.subscribe(event.oldSubscription.options).then((subscription) =>
      fetch(new URL('api/alerts/push', registration.scope), {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(subscription),
      }),
    ),
  );
});

/** The page that a message names, under the address that this browser knows. */
function targetOf(url) {
  const path = url === null ? '' : (/\/accounts\/\d+$/.exec(url)?.[0].slice(1) ?? '');
  return new URL(path, registration.scope).href;
}

async function open(target) {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const own = windows.find((each) => each.url.startsWith(registration.scope));
  if (!own) return clients.openWindow(target);
  await own.focus();
  return own.url === target ? undefined : own.navigate(target).catch(() => clients.openWindow(target));
}
