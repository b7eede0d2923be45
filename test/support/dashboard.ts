import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { Simulator } from '../../src/simulator/simulator.js';
import type { Listening } from '../../src/simulator/options.js';
import { launchChromium } from '../../scripts/setup/chromium.mjs';
import { ManualClock } from './manual-clock.js';
import { followAll, startProduct, type Product } from './product.js';

/** Time limit for starting a browser, a product and an exchange on a busy machine. */
export const START_MS = 90_000;
const LOOK_MS = 20;

/** The built product over an exchange that the test controls, and a browser showing it. */
export class Dashboard {
  private contexts: BrowserContext[] = [];

  private constructor(
    readonly simulator: Simulator,
    private readonly clock: ManualClock,
    readonly exchange: Listening,
    readonly browser: Browser,
    private product: Product,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(env: NodeJS.ProcessEnv = {}): Promise<Dashboard> {
    const clock = new ManualClock(Date.now());
    const simulator = new Simulator({
      clock,
      seed: 42,
      walk: 'off',
      limits: 'off',
    });
    const exchange = await simulator.start();
    const follow = followAll({ url: exchange.url, ws_url: exchange.wsUrl, accounts: [...exchange.accounts] });
    const all = { ...follow, RATE_LIMIT: '100000/minute', ...env };
    const [product, browser] = await Promise.all([startProduct(all), launchChromium()]);
    await allFresh(product.url);
    return new Dashboard(simulator, clock, exchange, browser, product, all);
  }

  get url(): string {
    return this.product.url;
  }

  get indexes(): number[] {
    return this.exchange.accounts.map(({ account_index }) => account_index);
  }

  /** Brings the exchange's clock, which stands still otherwise, to the present: alerts concern what happens after the start. */
  catchUpClock(): void {
    this.clock.advance(Math.max(0, Date.now() - this.clock.wallNow()));
  }

  /** A page of its own, its exceptions collected in `errors`. */
  open(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; errors: string[] }> {
    return this.openAt(this.url + path, options);
  }

  /** The same through another address, such as a reverse proxy's. */
  async openAt(url: string, options: BrowserContextOptions = {}): Promise<{ page: Page; errors: string[] }> {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-US',
      ...options,
    });
    this.contexts.push(context);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    return { page, errors };
  }

  /** Kills the product and restarts it at the same address; `whileDown` runs in between. */
  async restartProduct(whileDown: () => Promise<void>): Promise<void> {
    const { port } = new URL(this.url);
    await this.product.child.stop('SIGKILL');
    await this.product.stop();
    await whileDown();
    this.product = await startProduct({ ...this.env, PORT: port });
  }

  /** Names an account, and puts it into a group. */
  async label(index: number, label: { label?: string; group?: string }): Promise<void> {
    const answer = await fetch(`${this.url}/api/accounts/${index}/label`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(label),
    });
    if (!answer.ok) throw new Error(`label of ${index}: ${answer.status} ${await answer.text()}`);
  }

  /** The exchange's own responses. */
  async ask<T>(path: string, place = 0): Promise<T> {
    const authorization = this.exchange.accounts[place]!.read_only_token;
    const response = await fetch(`${this.exchange.url}/api/v1/${path}`, { headers: { authorization } });
    return (await response.json()) as T;
  }

  async stop(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    await this.browser.close();
    await this.product.stop();
    await this.simulator.stop();
  }
}

/** The service listens before it has read the accounts; a page that is opened then shows what is not known yet. */
async function allFresh(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/health/ready`);
    const { details } = (await answer.json()) as { details: { accounts: { total: number; fresh: number } } };
    if (details.accounts.fresh === details.accounts.total) return;
    await pause(LOOK_MS);
  }
}
