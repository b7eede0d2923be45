import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { withRoles } from './changed-config.js';
import type { ClusterRole } from '../config/sections/cluster.config.js';
import type { ClusterStart, ProcessGroup } from './cluster-part.js';
import { GatewayModule } from './gateway.module.js';
import { GatewaySiblings } from './gateways/gateway-siblings.js';
import { engineOfParent, runGateways, startWithGateways } from './gateways/gateways.js';
import { KeptProcess } from './gateways/kept-process.js';
import { Waiting } from './gateways/shared-port.js';
import { SiblingsModule } from './gateways/siblings-module.js';
import { RecorderModule } from './recording/recorder.module.js';
import { standByAsRecorder } from './recording/start-recorder.js';
import type { RedisEngine } from './redis/redis-engine.js';
import { addressOf, INSTANCE, redisEngine, sharing } from './shared-parts.js';
import { runShares, SHARE_PROCESS } from './shares/run-shares.js';
import { startCollector, startShare } from './start-collector.js';

/**
 * Prepares this process for its role. A process with both roles serves clients and runs the collector as a child, one with
 * `GATEWAYS` the gateways; a collector waits here until it leads.
 * @param load loads the application: a process that stands by has it loaded before it takes a lease, which loading would
 * keep it from renewing
 * @param startedAs arguments of a process that another one started: `share`, or `gateway` and, without a server, the path of
 * the socket of that process
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
  if (startedAs === SHARE_PROCESS) return startShare(config, clock, signal, load);
  if (url === null) return startWithGateways(config, clock);
  const own = ownRole(config);
  for (const role of roles) if (role !== own && isPlayed(role, config)) superviseRole(role, signal);
  if (gateways > 0) return runGateways(config);
  const { host, port } = config.server;
  const waiting = await Waiting.listen(host, port);
  const engine = await redisEngine(config, addressOf(config, waiting.port), clock);
  if (own === 'gateway') return startGateway(config, engine, clock, waiting);
  if (own === 'collector' && config.cluster.shards > 1) return runShares(config, engine, clock, INSTANCE);
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
      module: GatewayModule.over({ engine, principals, members, shards: config.cluster.shards }),
      access,
    },
    listen: { host: config.server.host, port: await waiting.free() },
    opened: async (url) => url,
    closing: async () => undefined,
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
      module: RecorderModule.over({ engine, principals, members, shards: config.cluster.shards }, lease),
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
      module: GatewayModule.over({ engine, principals, members, shards: config.cluster.shards }, others),
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

/** Runs a role of this process as a child, again when it ends, and ends it with this process. */
function superviseRole(role: ClusterRole, signal: AbortSignal): void {
  // It listens on a port of its own, so it is reached at another address than this process.
  const { CLUSTER_ADDRESS: _, ...env } = process.env;
  const child = new KeptProcess({
    env: { ...env, CLUSTER_ROLES: role, GATEWAYS: '0', PORT: '0' },
  });
  signal.addEventListener('abort', () => void child.stop(), { once: true });
}
