import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, Timer } from '../clock/clock.js';
import { Exchange } from './exchange/exchange.js';
import { Random } from './exchange/random.js';
import { FaultScript } from './faults/fault-script.js';
import { limitsFor, type Limits } from './limits/limits.js';
import { ExchangeLimiter } from './limits/exchange-limiter.js';
import type { Listening, SimulatorOptions } from './options.js';
import { Registry } from './registry.js';
import { RequestLog } from './rest/request-log.js';
import { readRequest } from './rest/rest-request.js';
import { RestServer } from './rest/rest-server.js';
import { EndpointContext } from './rest/endpoint-context.js';
import type { AccountKind } from './ws/channel.js';
import { SimulatedMarketFeeds } from './ws/simulated-market-feeds.js';
import { ClientMessages } from './ws/client-messages.js';
import { SocketTransactions } from './ws/socket-transactions.js';
import { SubscriptionRegistry } from './ws/subscription-registry.js';
import { Publisher } from './ws/publisher.js';
import type { StreamSession } from './ws/stream-session.js';
import { StreamServer } from './ws/stream-server.js';

/** Period of the books, as on the exchange. */
const BOOK_EVERY_MS = 50;

/**
 * A small exchange that speaks the real REST and WebSocket protocol on loopback. Drive it through `exchange`, inject
 * failures through `faults`, and inspect its clients through `requests` and `sessions`.
 */
export class Simulator {
  readonly exchange: Exchange;
  readonly faults: FaultScript;
  readonly requests: RequestLog;
  readonly limits: Limits;
  /** Books and tapes; `step()` moves the books by hand. */
  readonly feeds: SimulatedMarketFeeds;
  private readonly clock: Clock;
  private readonly registry: Registry;
  private readonly sockets = new SubscriptionRegistry();
  private readonly limiter: ExchangeLimiter;
  private readonly rest: RestServer;
  private readonly stream: StreamServer;
  private readonly tickMs: number | null;
  private readonly host: string;
  private port: number;
  private server: Server | null = null;
  private ticking: Timer | null = null;
  private stepping: Timer | null = null;

  constructor(options: SimulatorOptions) {
    const { clock, seed = 1, accounts = 3, accountsPerAddress = 1, tradesKept = Infinity } = options;
    const walk = options.walk === 'off' ? null : { tickMs: 1000, ...options.walk };
    this.clock = clock;
    this.limits = limitsFor(options.limits ?? {});
    this.registry = new Registry(clock, { seed, accounts, accountsPerAddress, tradesKept }, this.limits.tier);
    const { activity = 0.4, pricesEvery = 1, keepsAbove = Infinity } = walk ?? {};
    const life = { seed, activity, pricesEvery, keepsAbove, tradesKept, historyMs: options.historyMs };
    this.exchange = new Exchange(clock, { accounts: this.registry.accounts, ...life });
    this.requests = new RequestLog(options.requestsKept ?? 20_000);
    this.faults = new FaultScript(this.registry.authority, () => clock.wallNow());
    this.limiter = new ExchangeLimiter(clock, this.limits);
    const publisher = new Publisher(this.exchange, this.sockets, clock, this.faults, this.registry.authority);
    this.feeds = new SimulatedMarketFeeds(this.exchange, this.sockets, clock, seed, (key, render) =>
      publisher.publish(key, render),
    );
    const context = new EndpointContext(
      clock,
      this.exchange,
      this.registry.authority,
      this.limits,
      options.networkId ?? 1,
      this.feeds,
    );
    this.rest = new RestServer(clock, context, this.limiter, this.faults, this.requests);
    this.stream = this.makeStream(gatedChannels(options), seed, context);
    this.exchange.listen(publisher);
    this.exchange.listen(this.feeds);
    this.tickMs = walk?.tickMs ?? null;
    this.host = options.host ?? '127.0.0.1';
    this.port = options.port ?? 0;
  }

  /** Starts listening. Rejects when the port is in use. */
  async start(): Promise<Listening> {
    if (this.server) throw new Error('the simulator is already running');
    const server = this.rest.create();
    this.stream.serve(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, this.host, resolve);
    });
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    if (this.tickMs !== null) {
      this.ticking = this.clock.every(this.tickMs, () => this.exchange.tick());
      this.stepping = this.clock.every(BOOK_EVERY_MS, () => this.feeds.step());
    }
    return this.listening;
  }

  /** Cuts every connection and stops listening; the exchange keeps its state and can still be driven. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    this.ticking?.cancel();
    this.stepping?.cancel();
    if (!server) return;
    this.stream.cutAll();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  /** Stops and starts the exchange at the same address with its state; `whileDown` runs in between. */
  async restart(whileDown: () => void | Promise<void> = () => undefined): Promise<Listening> {
    await this.stop();
    await whileDown();
    return this.start();
  }

  get listening(): Listening {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    const at = `${host}:${this.port}`;
    return { url: `http://${at}`, wsUrl: `ws://${at}/stream`, accounts: this.registry.credentials };
  }

  /** Counts of refusals by the limits so far, without the answers of scripted faults. */
  get refusedByLimits(): Readonly<ExchangeLimiter['refused']> {
    return this.limiter.refused;
  }

  /** The sockets that are open now. */
  get sessions(): readonly StreamSession[] {
    return [...this.sockets.sessions];
  }

  /** Keys of all current subscriptions (`account_all_orders:281001`), once per subscriber. */
  get subscriptions(): readonly string[] {
    return this.sessions.flatMap((session) => [...session.subscriptions.keys()]);
  }

  private makeStream(gated: ReadonlySet<AccountKind>, seed: number, context: EndpointContext): StreamServer {
    const { clock, exchange, registry, limiter, limits, faults, sockets } = this;
    const { authority } = registry;
    const messages = new ClientMessages(
      ...([clock, exchange, authority, limits, faults, sockets, gated, this.feeds] as const),
      new SocketTransactions(context, this.requests),
    );
    const random = new Random(seed ^ 0x5e55);
    return new StreamServer(clock, sockets, messages, limiter, limits, faults, random, (request, status) => {
      const { ip, path, endpoint } = readRequest(request);
      this.requests.add({
        at: clock.wallNow(),
        ip,
        method: 'GET',
        path,
        endpoint,
        account: null,
        status,
        auth: 'none',
      });
    });
  }
}

function gatedChannels({
  authForPositions = true,
  authForTrades = true,
}: SimulatorOptions): ReadonlySet<AccountKind> {
  return new Set<AccountKind>([
    'account_all_orders',
    'account_all_assets',
    'account_orders',
    ...(authForPositions ? (['account_all_positions'] as const) : []),
    ...(authForTrades ? (['account_all_trades'] as const) : []),
  ]);
}
