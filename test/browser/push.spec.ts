import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { startFarSide, type FarSide } from '../support/far-side.js';
import { PushBrowser } from '../support/push-browser.js';
import { until } from '../support/until.js';

describe('push messages', () => {
  let dashboard: Dashboard;
  let pushService: FarSide;
  beforeAll(async () => {
    pushService = await startFarSide({ status: 201 });
    dashboard = await Dashboard.start({ ALERT_PUSH_CONTACT: 'me@example.org' });
  }, START_MS);
  afterAll(async () => {
    await dashboard.stop();
    await pushService.close();
  });

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  it('reach this device once turned on, through the push service and the service worker', async () => {
    const receiver = new PushBrowser(`${pushService.url}/send/1`);
    const { page, errors } = await dashboard.open('/');
    const devTools = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations as { registrationId: string }[];
        if (first) resolve(first.registrationId);
      });
    });
    await devTools.send('ServiceWorker.enable');
    // Chromium without a window reaches no push service and shows no notifications; the rest of the way is real.
    await page.addInitScript(`
      Object.defineProperty(Notification, 'permission', { value: 'granted' });
      Notification.requestPermission = () => Promise.resolve('granted');
      let current = null;
      PushManager.prototype.getSubscription = () => Promise.resolve(current);
      PushManager.prototype.subscribe = ({ applicationServerKey: key }) => {
        const subscription = ${JSON.stringify(receiver.subscription)};
        const unsubscribe = () => Promise.resolve((current = null) === null);
        const bytes = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
        const options = { applicationServerKey: Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)).buffer };
        current = { ...subscription, options, unsubscribe, toJSON: () => subscription };
        return Promise.resolve(current);
      };`);
    await page.goto(`${dashboard.url}/settings`);
    await button(page, 'Turn on').click();
    await button(page, 'Turn off').waitFor();
    const tested = await fetch(`${dashboard.url}/api/alerts/test?channel=push`, { method: 'POST' });
    expect(await tested.json()).toMatchObject({ result: 'delivered', answer: '1 of 1 browsers' });
    await until(() => pushService.received.length === 1);
    const payload = receiver.read(pushService.received[0]!);
    const [worker] = page.context().serviceWorkers();
    await worker!.evaluate(`
      registration.showNotification = (title, options) => {
        self.shown = { title, ...options };
        return Promise.resolve();
      };`);
    await devTools.send('ServiceWorker.deliverPushMessage', {
      origin: dashboard.url,
      registrationId: await registered,
      data: JSON.stringify(payload),
    });
    let shown: unknown = null;
    while (!shown) shown = await worker!.evaluate('self.shown');
    expect(shown).toMatchObject({
      title: 'Test: Lighter Broadcaster can reach you here',
      tag: payload.id,
      icon: 'icon-192.png',
    });
    await button(page, 'Turn off').click();
    await button(page, 'Turn on').waitFor();
    const again = await fetch(`${dashboard.url}/api/alerts/test?channel=push`, { method: 'POST' });
    expect(await again.json()).toMatchObject({ answer: '0 of 0 browsers' });
    expect(errors).toEqual([]);
  });

  it('are tested by a button that shows the answer', async () => {
    const { page } = await dashboard.open('/settings');
    await button(page, 'Send test').click();
    await page.getByText('push: delivered, 0 of 0 browsers').waitFor();
  });

  it('say why they are not possible without a secure context', async () => {
    const { page } = await dashboard.open('/');
    await page.addInitScript(() => Object.defineProperty(globalThis, 'isSecureContext', { value: false }));
    await page.goto(`${dashboard.url}/settings`);
    await page.getByText('Browsers allow push messages on HTTPS only').waitFor();
    expect(await button(page, 'Turn on').isDisabled()).toBe(true);
  });

  it('belong to an app that can be installed', async () => {
    const { page } = await dashboard.open('/');
    const devTools = await page.context().newCDPSession(page);
    const { errors, data } = await devTools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data!)).toMatchObject({ display: 'standalone', start_url: '.' });
    const { icons } = JSON.parse(data!) as { icons: { src: string }[] };
    for (const { src } of icons) expect((await fetch(`${dashboard.url}/${src}`)).status).toBe(200);
  });
});
