import { randomUUID } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { Logger, type Provider } from '@nestjs/common';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import type { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { scrubber } from '../secrets/scrubber.js';
import { withRoles, withSessionSecret } from './changed-config.js';
import type { ClusterRole } from '../config/sections/cluster.config.js';
import type { ClusterStart, ProcessGroup } from './cluster-part.js';
import { EngineBudgetStore } from './engine-budget-store.js';
import type { Engine } from './engine.port.js';
import { FencedClock } from './fenced-clock.js';
import { GatewayModule } from './gateway.module.js';
import { GatewaySiblings } from './gateways/gateway-siblings.js';
import { engineOfParent, httpUrl, runGateways, startWithGateways } from './gateways/gateways.js';
import { KeptProcess } from './gateways/kept-process.js';
import { Waiting } from './gateways/shared-port.js';
import { SiblingsModule } from './gateways/siblings-module.js';
import { LeaderModule } from './leader.module.js';
import { standBy } from './leadership.js';
import { SHARE } from './log-feed.js';
import { Members } from './members.js';
import { RecorderModule } from './recording/recorder.module.js';
import { standByAsRecorder } from './recording/start-recorder.js';
import { RedisEngine } from './redis/redis-engine.js';
import { sharedAccess } from './shared-access.js';
import { untilReached } from './until-reached.js';

/** Names this process among those of its cluster. */
const INSTANCE = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

/**
 * Prepares this process for its role. A process with both roles serves clients and runs the collector as a child, one with
 * `GATEWAYS` the gateways; a collector waits here until it leads.
 * @param load loads the application: a process that stands by has it loaded before it takes a lease, which loading would
 * keep it from renewing
 * @param startedAs arguments of a process that another one started: `gateway` and, without a server, the path of the
 * socket of that process
 */
export async function startCluster(
  config: AppConfig,
  clock: Clock,
  signal: AbortSignal,
  load: () => Promise<unknown>,
  [startedAs, socket] = process.argv.slice(2),
): Promise<ClusterStart | ProcessGroup> {
  const { url, roles, gateways } = config.cluster;
  if (startedAs === 'gateway') return startSibling(config, clock, socket);
  if (url === null) return startWithGateways(config, clock);
  const own = ownRole(config);
  for (const role of roles) if (role !== own && isPlayed(role, config)) superviseRole(role, signal);
  if (gateways > 0) return runGateways(config);
  const { host, port } = config.server;
  const waiting = await Waiting.listen(host, port);
  const engine = await redisEngine(config, addressOf(config, waiting.port), clock);
  if (own === 'gateway') return startGateway(config, engine, clock, waiting);
  await load();
  return own === 'collector'
    ? startCollector(config, engine, clock, waiting, signal)
    : startRecorder(config, engine, clock, waiting, signal);
}

/** The role of this process itself; it runs the others as children. */
function ownRole({ cluster: { roles } }: AppConfig): ClusterRole {
  return roles.includes('gateway') ? 'gateway' : roles[0]!;
}

function isPlayed(role: ClusterRole, { history }: AppConfig): boolean {
  return role !== 'recorder' || history.enabled;
}

async function startGateway(
  config: AppConfig,
  engine: RedisEngine,
  clock: Clock,
  waiting: Waiting,
): Promise<ClusterStart> {
  const { principals, members, shared, access } = await sharing(config, engine, clock, 'gateway');
  return {
    config: shared,
    clock,
    part: {
      leads: false,
      keepsGaps: true,
      module: GatewayModule.over({ engine, principals, members }),
      access,
    },
    listen: { host: config.server.host, port: await waiting.free() },
    opened: async (url) => url,
    closing: async () => undefined,
  };
}

async function startCollector(
  config: AppConfig,
  engine: RedisEngine,
  clock: Clock,
  waiting: Waiting,
  signal: AbortSignal,
): Promise<ClusterStart> {
  const { principals, members, shared, access } = await sharing(config, engine, clock, 'collector');
  const leadership = await standBy(engine, SHARE, config.cluster.leaseMs, clock, signal, () =>
    new Logger('Main').log('This collector stands by: another one leads.'),
  );
  // At once, without saving anything: the next leader must not meet this one, and nothing is lost by a kill.
  leadership.start((reason) => {
    process.stderr.write(`Another collector may lead now: ${reason}. This process ends.\n`);
    process.exit(1);
  });
  await members.lead();
  const budgets = await EngineBudgetStore.load(engine, leadership, config.cluster.leaseMs, clock);
  return {
    config: shared,
    clock: new FencedClock(clock, leadership),
    part: {
      leads: true,
      keepsGaps: true,
      module: LeaderModule.of({
        ...{ engine, leadership, budgets, principals, members },
        isMirrored: config.mirror.enabled,
      }),
      access,
    },
    listen: { host: config.server.host, port: await waiting.free() },
    opened: async (url) => {
      leadership.settle();
      new Logger('Main').log(`This collector leads; the other processes reach it at ${url}`);
      return null;
    },
    closing: () => members.retire(),
  };
}

async function startRecorder(
  config: AppConfig,
  engine: RedisEngine,
  clock: Clock,
  waiting: Waiting,
  signal: AbortSignal,
): Promise<ClusterStart> {
  const { principals, members, shared, access } = await sharing(config, engine, clock, 'recorder');
  const lease = await standByAsRecorder(engine, config, clock, signal);
  // At once: another one may store rows now, and those under way are stored twice, which changes nothing.
  lease.keep((reason) => {
    process.stderr.write(`Another recorder may store the history now: ${reason}. This process ends.\n`);
    process.exit(1);
  });
  return {
    config: shared,
    clock,
    part: {
      leads: false,
      keepsGaps: true,
      module: RecorderModule.over({ engine, principals, members }, lease),
      access,
    },
    listen: { host: config.server.host, port: await waiting.free() },
    opened: async (url) => {
      new Logger('Main').log(`This recorder stores the history; the other processes reach it at ${url}`);
      return null;
    },
    closing: async () => undefined,
  };
}

/** One of several gateways on a port, started by the process that runs them. */
async function startSibling(
  config: AppConfig,
  clock: Clock,
  socket: string | undefined,
): Promise<ClusterStart> {
  const engine =
    socket === undefined ? await redisEngine(config, '', clock) : await engineOfParent(socket, clock);
  const siblings = new GatewaySiblings(clock);
  const { principals, members, shared, access } = await sharing(
    config,
    engine,
    clock,
    'gateway',
    socket === undefined,
  );
  const others = SiblingsModule.ofGateway(siblings, socket === undefined ? null : clock);
  return {
    // Without a server sessions are signed with the secret in `DATA_DIR`, which outlives this start.
    config: socket === undefined ? shared : withRoles(config, ['gateway']),
    clock,
    part: {
      leads: false,
      keepsGaps: true,
      module: GatewayModule.over({ engine, principals, members }, others),
      access,
    },
    listen: { host: config.server.host, port: config.server.port, reusePort: true },
    opened: async () => {
      siblings.listening();
      return null;
    },
    closing: async () => undefined,
  };
}

/** What a process has in common with the others. */
interface Shared {
  principals: ForwardedPrincipals;
  members: Members;
  shared: AppConfig;
  access: readonly Provider[];
}

async function sharing(
  config: AppConfig,
  engine: Engine,
  clock: Clock,
  role: ClusterRole,
  isLasting = true,
): Promise<Shared> {
  const secret = await untilReached(clock, () => engine.secret('session'));
  scrubber.register(secret);
  return {
    principals: new ForwardedPrincipals(secret, () => engine.now()),
    members: new Members(engine, clock, config.cluster.leaseMs, { name: INSTANCE, roles: [role] }).start(),
    shared: withSessionSecret(withRoles(config, [role]), secret),
    access: sharedAccess(secret, isLasting),
  };
}

async function redisEngine(config: AppConfig, address: string, clock: Clock): Promise<RedisEngine> {
  const engine = new RedisEngine(
    {
      url: config.cluster.url!.reveal(),
      name: config.cluster.name,
      instance: INSTANCE,
      address,
      newEpoch: randomUUID,
    },
    clock,
  );
  await engine.connect();
  return engine;
}

/** Runs a role of this process as a child, again when it ends, and ends it with this process. */
function superviseRole(role: ClusterRole, signal: AbortSignal): void {
  // It listens on a port of its own, so it is reached at another address than this process.
  const { CLUSTER_ADDRESS: _, ...env } = process.env;
  const child = new KeptProcess({
    env: { ...env, CLUSTER_ROLES: role, GATEWAYS: '0', PORT: '0' },
  });
  signal.addEventListener('abort', () => void child.stop(), { once: true });
}

/** Where other processes reach this one: as configured, or the first address at which other machines do. */
function addressOf({ cluster, server: { host } }: AppConfig, port: number): string {
  if (cluster.address !== null) return cluster.address;
  const everywhere = host === '0.0.0.0' || host === '::';
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  return httpUrl(everywhere ? (outside?.address ?? '127.0.0.1') : host, port);
}
