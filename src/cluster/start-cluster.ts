import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import type { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { Secret } from '../secrets/secret.js';
import { scrubber } from '../secrets/scrubber.js';
import type { ClusterPart } from './cluster-part.js';
import { EngineBudgetStore } from './engine-budget-store.js';
import { FencedClock } from './fenced-clock.js';
import { GatewayModule } from './gateway.module.js';
import { LeaderModule } from './leader.module.js';
import { standBy } from './leadership.js';
import { SHARE } from './log-feed.js';
import { RedisEngine } from './redis/redis-engine.js';

const RESTART_AFTER_MS = 1_000;

/** A process of a cluster, ready to create its application. */
export interface ClusterStart {
  config: AppConfig;
  clock: Clock;
  part: ClusterPart;
  /** The port to listen on, freed for it just now. */
  port: number;
}

/**
 * Prepares this process for its role. A process with both roles serves clients and runs the collector as a child; a
 * collector waits here until it leads.
 */
export async function startCluster(
  config: AppConfig,
  clock: Clock,
  signal: AbortSignal,
): Promise<ClusterStart> {
  const { roles } = config.cluster;
  const collects = roles.length === 1 && roles[0] === 'collector';
  if (!collects && roles.includes('collector')) superviseCollector(signal);
  const waiting = await Waiting.listen(config);
  const engine = new RedisEngine(
    {
      url: config.cluster.url!.reveal(),
      name: config.cluster.name,
      instance: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
      address: config.cluster.address ?? addressOf(config.server.host, waiting.port),
      newEpoch: randomUUID,
    },
    clock,
  );
  await engine.connect();
  const secret = await engine.secret('session');
  scrubber.register(secret);
  const principals = new ForwardedPrincipals(secret, () => engine.now());
  const shared = withSessionSecret(config, collects ? ['collector'] : ['gateway'], secret);
  if (!collects) {
    const part = { leads: false, module: GatewayModule.over(engine, principals) };
    return { config: shared, clock, part, port: await waiting.free() };
  }
  const leadership = await standBy(engine, SHARE, config.cluster.leaseMs, clock, signal);
  // At once, without saving anything: the next leader must not meet this one, and nothing is lost by a kill.
  leadership.start((reason) => {
    process.stderr.write(`Another collector may lead now: ${reason}. This process ends.\n`);
    process.exit(1);
  });
  const budgets = await EngineBudgetStore.load(engine, leadership, config.cluster.leaseMs, clock);
  const part = { leads: true, module: LeaderModule.of({ engine, leadership, budgets, principals }) };
  return { config: shared, clock: new FencedClock(clock, leadership), part, port: await waiting.free() };
}

/** Runs the collector of this process as a child, again when it ends, and ends it with this process. */
function superviseCollector(signal: AbortSignal): void {
  let child: ChildProcess | null = null;
  const run = (): void => {
    // It listens on a port of its own, so it is reached at another address than this process.
    const { CLUSTER_ADDRESS: _, ...env } = process.env;
    child = fork(process.argv[1]!, { env: { ...env, CLUSTER_ROLES: 'collector', PORT: '0' } });
    child.once('exit', () => {
      if (!signal.aborted) setTimeout(run, RESTART_AFTER_MS).unref();
    });
  };
  signal.addEventListener('abort', () => child?.kill('SIGTERM'), { once: true });
  run();
}

/** Answers probes while a collector stands by: alive, and not ready. It holds the port that the application will use. */
class Waiting {
  private constructor(private readonly server: Server) {}

  static async listen({ server: { port, host } }: AppConfig): Promise<Waiting> {
    const server = createServer((request, response) => {
      const alive = request.url === '/health/live';
      response.writeHead(alive ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '1' });
      const message = 'This process stands by; another one serves.';
      response.end(JSON.stringify(alive ? { status: 'ok' } : { code: 'NOT_READY', message }));
    }).listen(port, host);
    await once(server, 'listening');
    return new Waiting(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @returns the port */
  async free(): Promise<number> {
    const { port } = this;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    return port;
  }
}

/** Sessions are signed alike in every process. */
function withSessionSecret(
  config: AppConfig,
  roles: AppConfig['cluster']['roles'],
  secret: string,
): AppConfig {
  const access = Object.assign(Object.create(Object.getPrototypeOf(config.access) as object), config.access, {
    sessionSecret: config.access.sessionSecret ?? new Secret(secret),
  }) as AppConfig['access'];
  const cluster = { ...config.cluster, roles };
  return Object.assign(Object.create(Object.getPrototypeOf(config) as object), config, {
    access,
    cluster,
  }) as AppConfig;
}

/** The first address at which other machines reach this one, or the one that it listens on. */
function addressOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  const name = everywhere ? (outside?.address ?? '127.0.0.1') : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
