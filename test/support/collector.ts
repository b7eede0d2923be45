import { APP_GUARD } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { Server } from 'node:http';
import supertest from 'supertest';
import { SYSTEM, type Principal } from '../../src/access/principal.js';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { RenderCache } from '../../src/cache/render-cache.js';
import { Clock } from '../../src/clock/clock.js';
import { ExchangeClock } from '../../src/clock/exchange-clock.js';
import { LoopMonitor } from '../../src/clock/loop-monitor.js';
import type { AccountConfig } from '../../src/config/accounts/accounts.js';
import { AppConfig } from '../../src/config/app-config.js';
import { parseProxy } from '../../src/config/accounts/proxy.js';
import { ConnectionsModule } from '../../src/connections/connections.module.js';
import { ControlModule } from '../../src/control/control.module.js';
import { EgressRegistry } from '../../src/egress/egress.registry.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { validationPipe } from '../../src/http/validation.js';
import { IncidentsModule } from '../../src/incidents/incidents.module.js';
import { LighterModule } from '../../src/lighter/lighter.module.js';
import { LighterPoller } from '../../src/lighter/polling/poller.js';
import { RestLinks } from '../../src/lighter/polling/rest-links.js';
import { Secret } from '../../src/secrets/secret.js';
import type { Listening } from '../../src/simulator/options.js';
import type { PollPlanUpdate } from '../../src/state/update.js';
import { PortfolioService } from '../../src/portfolio/portfolio.service.js';
import { AccountTextSource } from '../../src/state/account-texts.port.js';
import { ChangeFeed } from '../../src/state/change-feed.port.js';
import { StateModule } from '../../src/state/state.module.js';
import { GapLog } from '../../src/upstream/gap-log.port.js';
import { FileGapLogModule } from '../../src/upstream/file-gap-log.module.js';
import { Ingest } from '../../src/upstream/ingest.js';
import { IngestModule } from '../../src/upstream/ingest.module.js';
import { type FeedEvents, MarketFeedSource } from '../../src/upstream-ws/market-feeds.port.js';
import { UpstreamWsModule } from '../../src/upstream-ws/upstream-ws.module.js';
import { Loopback } from './loopback.js';
import type { ManualClock } from './manual-clock.js';
import { settleIo } from './until.js';

/** A question and its answer through a proxy. */
const HOPS = 4;

export interface CollectorOptions {
  clock: ManualClock;
  /** The product's own clock, when it may differ from the exchange's. */
  productClock?: Clock;
  at: Listening;
  dataDir: string;
  credential?: AccountConfig['credential']['kind'];
  /** Proxy URLs of the account at this index; direct without. */
  proxiesOf?: (position: number) => string[];
}

/** The collecting half of the product as wired, over a simulated exchange; time passes only by `clock`. */
export class Collector {
  readonly feed: ChangeFeed;
  readonly http: ReturnType<typeof supertest>;
  /** Intervals at which accounts are planned to be polled, in ms. */
  readonly plans = new Map<number, PollPlanUpdate['intervals_ms']>();
  /** The caller of the endpoints. */
  private readonly caller: { principal: Principal };
  private full = false;
  /** Pending writes. */
  private readonly writes = new Set<Promise<void>>();

  private constructor(
    private readonly app: INestApplication,
    private readonly options: CollectorOptions,
    private readonly loopback: Loopback,
    caller: { principal: Principal },
  ) {
    this.caller = caller;
    this.feed = app.get(ChangeFeed);
    this.http = supertest(app.getHttpServer() as Server);
    app.get(Ingest).observe((update) => {
      if (update.type === 'poll-plan') this.plans.set(update.account_index, update.intervals_ms);
    });
    const [log, egresses] = [app.get(GapLog), app.get(EgressRegistry)];
    const open = log.open.bind(log);
    log.open = this.watched((gap) => (this.full ? Promise.reject(new Error('ENOSPC')) : open(gap)));
    log.close = this.watched(log.close.bind(log));
    egresses.save = this.watched(egresses.save.bind(egresses));
  }

  /** @param prepare runs before anything is collected. */
  static async start(
    options: CollectorOptions,
    prepare: (feed: ChangeFeed) => void = () => undefined,
  ): Promise<Collector> {
    const config = configOf(options);
    const caller = { principal: SYSTEM };
    const moduleRef = await Test.createTestingModule({
      imports: [
        surroundings(config, options.productClock ?? options.clock),
        StateModule.register({
          useFactory: () => ({
            accounts: config.accounts,
            cacheTtlMs: 5_000,
            tradesKept: 5_000,
            awaitsGaps: true,
          }),
        }),
        IngestModule,
        IncidentsModule,
        FileGapLogModule,
        LighterModule,
        UpstreamWsModule,
        ConnectionsModule,
        ControlModule.over(LighterModule, UpstreamWsModule),
      ],
      providers: [{ provide: APP_GUARD, useValue: letIn(caller) }],
    }).compile();
    const app = moduleRef.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
      logger: false,
    });
    app.useGlobalFilters(new ProblemFilter());
    app.useGlobalPipes(validationPipe());
    const collector = new Collector(app, options, await Loopback.open(), caller);
    prepare(collector.feed);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return collector;
  }

  /** Follows a channel of a market, as clients of the mirror do. */
  followMarket(channel: string, frame: FeedEvents['frame']): void {
    this.app.get(MarketFeedSource).follow(channel, { frame, refused: () => undefined });
  }

  /** No gap can be written until lifted. */
  diskFull(): { lift(): void } {
    this.full = true;
    return { lift: () => void (this.full = false) };
  }

  /** The services behind the original's endpoints, over this state. */
  original(): { accounts: AccountsService; portfolio: PortfolioService } {
    const cache = new RenderCache(this.feed, this.app.get(AccountTextSource));
    const clock = this.options.productClock ?? this.options.clock;
    return {
      accounts: new AccountsService(cache, clock, this.app.get(AppConfig)),
      portfolio: new PortfolioService(cache, clock),
    };
  }

  as(principal: Principal): this {
    this.caller.principal = principal;
    return this;
  }

  /** Advances time, polls included, with real I/O in between. */
  async pass(ms: number, stepMs = 500): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.advance(Math.min(stepMs, left));
      await this.settle();
    }
  }

  /** One time step, polls included, with time for a question and its answer; later answers stay in flight. */
  async step(ms: number): Promise<void> {
    this.advance(ms);
    await this.loopback.cross(HOPS);
    await settleIo(8);
  }

  private advance(ms: number): void {
    this.options.clock.advance(ms);
    this.app.get(LighterPoller).tick();
  }

  /** Advances time until `condition` holds; fails after `limitMs`. */
  async passUntil(condition: () => boolean, limitMs = 15 * 60_000): Promise<void> {
    for (let passed = 0; !condition(); passed += 500) {
      if (passed > limitMs) throw new Error(`not within ${limitMs / 1000} s of simulated time`);
      await this.pass(500);
    }
  }

  /** Waits for responses and pending writes without advancing time. */
  async settle(): Promise<void> {
    const links = this.app.get(RestLinks);
    await this.loopback.cross(HOPS);
    for (let turn = 0; turn < 50; turn++) {
      await settleIo(12);
      while (this.writes.size > 0) await Promise.allSettled(this.writes).then(() => settleIo(12));
      if (!this.feed.accountIndexes().some((index) => links.of(index).busy)) return;
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    this.loopback.close();
  }

  private watched<A extends unknown[]>(write: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
    return (...args) => {
      const writing = write(...args).finally(() => this.writes.delete(writing));
      this.writes.add(writing);
      return writing;
    };
  }
}

function surroundings(config: AppConfig, clock: Clock) {
  return {
    module: class Surroundings {},
    global: true,
    providers: [
      { provide: Clock, useValue: clock },
      ExchangeClock,
      LoopMonitor,
      { provide: AppConfig, useValue: config },
    ],
    exports: [Clock, ExchangeClock, LoopMonitor, AppConfig],
  };
}

function letIn(caller: { principal: Principal }) {
  return {
    canActivate: (context: import('@nestjs/common').ExecutionContext): boolean => {
      Object.assign(context.switchToHttp().getRequest<object>(), caller);
      return true;
    },
  };
}

function configOf(options: CollectorOptions): AppConfig {
  const { at, dataDir, credential = 'token', proxiesOf = () => [] } = options;
  const accounts = at.accounts.map((account, position): AccountConfig => ({
    index: account.account_index,
    name: `Lighter_${position + 1}_test`,
    group: position + 1,
    apiKeyIndex: account.api_key_index,
    label: null,
    credential:
      credential === 'none'
        ? { kind: 'none' }
        : credential === 'token'
          ? { kind: 'token', token: new Secret(account.read_only_token) }
          : { kind: 'private', privateKey: new Secret(account.private_key) },
    proxies: proxiesOf(position).map((url) => ({ ...parseProxy(url)!, id: url })),
  }));
  const lighter = {
    baseUrl: at.url,
    wsUrl: at.wsUrl,
    tier: 'standard',
    pollIntervalMs: 500,
    ordersPollIntervalMs: 2000,
    cacheTtlMs: 5_000,
    gapSettleMs: 15_000,
  };
  return { mode: 'live', lighter, history: { dataDir }, accounts } as unknown as AppConfig;
}
