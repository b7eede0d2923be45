import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccountState, SectionName } from 'lighter-broadcaster-protocol/account';
import { SystemClock } from '../../src/clock/system-clock.js';
import type { ClusterPart } from '../../src/cluster/cluster-part.js';
import type { AppConfig } from '../../src/config/app-config.js';
import { readConfig } from '../../src/config/read-config.js';
import { createApp } from '../../src/create-app.js';
import { signAuthToken } from '../../src/lighter/signing/auth-token.js';
import { parsePrivateKey } from '../../src/lighter/signing/keys.js';
import { CollectorLink } from '../../src/mirror/collector/collector-link.js';
import type { Listening, SimulatedAccount, SimulatorOptions } from '../../src/simulator/options.js';
import { Simulator } from '../../src/simulator/simulator.js';
import { ChangeFeed } from '../../src/state/change-feed.port.js';
import { followAll } from './product.js';

/** Keys of the mirrored product: one sees every account, one the first only. */
export const ALL = 'all-accounts-secret';
export const FIRST = 'first-account-secret';
export const OWNER = 'owner-of-the-service';

const SERVED: readonly SectionName[] = ['summary', 'requirements', 'positions', 'orders', 'trades', 'assets'];

/** The whole product in this process, following a simulated exchange that the test drives by hand. */
export class MirroredProduct {
  private constructor(
    readonly simulator: Simulator,
    readonly at: Listening,
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly folder: string,
  ) {}

  static async start(
    env: Record<string, string> = {},
    options: Partial<SimulatorOptions> = {},
  ): Promise<MirroredProduct> {
    const clock = new SystemClock();
    const simulator = new Simulator({ clock, seed: 7, walk: 'off', limits: 'off', ...options });
    const at = await simulator.start();
    return MirroredProduct.following(simulator, at, env);
  }

  /** A product that follows that exchange, or the mirror of another product. */
  static async following(
    simulator: Simulator,
    at: Listening,
    env: Record<string, string> = {},
  ): Promise<MirroredProduct> {
    const product = await MirroredProduct.serving(simulator, at, {
      ...(followAll({ url: at.url, ws_url: at.wsUrl, accounts: [...at.accounts] }) as Record<string, string>),
      LIGHTER_TIER: 'builder',
      GAP_SETTLE: '0.2',
      HISTORY: 'off',
      ...env,
    });
    await product.fresh();
    return product;
  }

  /** An instance that serves what this one collects, or what answers at `base` in its place. */
  async servedElsewhere(env: Record<string, string> = {}, base = this.url): Promise<MirroredProduct> {
    const product = await MirroredProduct.serving(this.simulator, this.at, {
      BROADCASTER_MODE: 'FRONTEND_ONLY',
      REMOTE_API_BASE: base,
      REMOTE_API_KEY: OWNER,
      ...env,
    });
    const link = product.app.get(CollectorLink);
    await product.fresh();
    await product.until(() => link.downSince === null);
    return product;
  }

  /** A process of a cluster, which listens on `port`. */
  static async inCluster(
    { simulator, at }: Pick<MirroredProduct, 'simulator' | 'at'>,
    env: Record<string, string>,
    cluster: (config: AppConfig) => Promise<{ config: AppConfig; part: ClusterPart }>,
    port = 0,
  ): Promise<MirroredProduct> {
    return MirroredProduct.serving(simulator, at, { HISTORY: 'off', ...env }, cluster, port);
  }

  private static async serving(
    simulator: Simulator,
    at: Listening,
    env: Record<string, string>,
    cluster: ((config: AppConfig) => Promise<{ config: AppConfig; part: ClusterPart }>) | null = null,
    port = 0,
  ): Promise<MirroredProduct> {
    const folder = mkdtempSync(join(tmpdir(), 'mirrored-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>dashboard</title>');
    const config = readConfig({
      API_KEYS: `all:read:${ALL},first:read:${FIRST}:accounts=${at.accounts[0]!.account_index},owner:admin:${OWNER}`,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'error',
      DRAIN_SECONDS: '0',
      DATA_DIR: folder,
      ...env,
    });
    const member = await cluster?.(config);
    const app = await createApp(member?.config ?? config, {
      clientRoot: folder,
      cluster: member?.part ?? null,
    });
    await app.listen(port, '127.0.0.1');
    const { port: listening } = app.getHttpServer().address() as AddressInfo;
    return new MirroredProduct(simulator, at, app, `http://127.0.0.1:${listening}`, folder);
  }

  get first(): SimulatedAccount {
    return this.at.accounts[0]!;
  }

  state(index = this.first.account_index): AccountState {
    return this.app.get(ChangeFeed).account(index)!;
  }

  get streamUrl(): string {
    return `${this.url.replace('http', 'ws')}/stream`;
  }

  /** Resolves as soon as `condition` holds; the test's own timeout ends the wait. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** Until everything that the mirror serves of every account is confirmed. */
  fresh(): Promise<void> {
    return this.until(() =>
      this.at.accounts.every(({ account_index }) => {
        // An instance that serves another one's accounts does not know them at once.
        const state = this.app.get(ChangeFeed).account(account_index);
        if (!state) return false;
        const { sections, summary, gaps } = state;
        const isComplete = gaps.every(({ closed_at }) => closed_at !== null);
        return isComplete && summary?.l1_address != null && SERVED.every((name) => !sections[name].stale);
      }),
    );
  }

  /** GET of the mirror; `path` below `/api/v1/` unless it begins with a slash. */
  async get(
    path: string,
    headers: Record<string, string> = { 'x-api-key': ALL },
  ): Promise<{ status: number; headers: Headers; text: string; body: Record<string, unknown> }> {
    const url = this.url + (path.startsWith('/') ? path : `/api/v1/${path}`);
    const response = await fetch(url, { headers: { accept: 'application/json', ...headers } });
    const text = await response.text();
    const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, text, body };
  }

  /** The exchange's own answer to a GET of `path` below `/api/v1/`, with the first account's token. */
  async direct(path: string): Promise<string> {
    const headers = { authorization: this.first.read_only_token };
    return (await fetch(`${this.at.url}/api/v1/${path}`, { headers })).text();
  }

  /** A token that the first account's key signed, valid for ten minutes unless `claims` say otherwise. */
  sign(claims: Partial<Parameters<typeof signAuthToken>[0]> = {}): string {
    const { account_index, api_key_index, private_key } = this.first;
    return signAuthToken({
      deadline: Math.floor(Date.now() / 1000) + 600,
      accountIndex: account_index,
      apiKeyIndex: api_key_index,
      privateKey: parsePrivateKey(private_key),
      ...claims,
    });
  }

  async stop(): Promise<void> {
    await this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
