import { Dashboard, START_MS } from '../support/dashboard.js';
import { column, shows } from '../support/grid.js';
import { ReverseProxy } from '../support/reverse-proxy.js';

const KEY = 'an-admin-key-of-the-test';

describe.each([
  ['that keeps it, with PUBLIC_URL', false],
  ['that strips it, with X-Forwarded-Prefix', true],
])('the dashboard under the path of a reverse proxy %s', (_, strips) => {
  let proxy: ReverseProxy;
  let dashboard: Dashboard;

  beforeAll(async () => {
    proxy = await ReverseProxy.start('/tools/lighter', strips);
    dashboard = await Dashboard.start({
      API_KEYS: `boss:admin:${KEY}`,
      ...(strips ? { TRUST_PROXY: 'loopback' } : { PUBLIC_URL: proxy.url }),
    });
    proxy.target = dashboard.url;
  }, START_MS);
  afterAll(async () => {
    await dashboard.stop();
    await proxy.stop();
  });

  it('signs in, shows live accounts and reloads a view of its own', async () => {
    const { page, errors } = await dashboard.openAt(`${proxy.url}/`);
    const failed: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 404) failed.push(response.url());
    });
    await page.getByLabel('API key').fill(KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await shows(
      page,
      () => column(page, 'Accounts', 'name'),
      (names) => names.length === 3,
    );
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'lighter_session', path: '/tools/lighter' });
    await page.getByRole('link', { name: 'Settings' }).click();
    expect(new URL(page.url()).pathname).toBe('/tools/lighter/settings');
    await page.reload();
    await page.getByRole('link', { name: 'OpenAPI document' }).waitFor();
    const href = await page.getByRole('link', { name: 'OpenAPI document' }).getAttribute('href');
    expect(href).toBe('/tools/lighter/docs-json');
    expect([failed, errors]).toEqual([[], []]);
  });
});
