import { mkdtempSync, rmSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EndedSessions } from '../../access/ended-sessions.port.js';
import { FileEndedSessions } from '../../access/file-ended-sessions.js';
import { ForwardedPrincipals } from '../../access/forwarded-principal.js';
import type { Clock } from '../../clock/clock.js';
import type { AppConfig } from '../../config/app-config.js';
import { ConfigError } from '../../config/config-error.js';
import { withRoles } from '../changed-config.js';
import { EngineMemory } from '../engine-memory.js';
import { EngineServer } from '../engine-server.js';
import type { Engine } from '../engine.port.js';
import { LeaderModule } from '../leader.module.js';
import { Leadership } from '../leadership.js';
import { SHARE } from '../log-feed.js';
import { Members } from '../members.js';
import { RECORDER } from '../recording/recorder-share.js';
import { MemoryEngine } from '../memory-engine.js';
import { sharedAccess } from '../shared-access.js';
import { SocketEngine } from '../socket-engine.js';
import type { ClusterStart, ProcessGroup } from '../cluster-part.js';
import { GatewayProcesses } from './gateway-processes.js';
import { holdSharedPort, Waiting } from './shared-port.js';
import { SiblingsModule } from './siblings-module.js';
import { Siblings } from './siblings.port.js';

/** Nobody else can lead, so the lease of this process never ends. */
const FOREVER_MS = Number.MAX_SAFE_INTEGER / 2;
const LOOPBACK = '127.0.0.1';

/**
 * This process leads, and its gateways serve the clients: they read the log in its memory over a local socket. Nothing of the
 * log outlives it, so gaps, budgets, subscriptions to push messages and the history stay in `DATA_DIR`, as those of a single
 * process do.
 */
export async function startWithGateways(config: AppConfig, clock: Clock): Promise<ClusterStart> {
  const held = await holdSharedPort(config.server.host, config.server.port);
  const waiting = await Waiting.listen(LOOPBACK, 0);
  const folder = mkdtempSync(join(tmpdir(), 'lighter-broadcaster-'));
  const path = join(folder, 'log');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const memory = new EngineMemory(clock);
  const address = `http://${LOOPBACK}:${waiting.port}`;
  const engine = new MemoryEngine(memory, { instance: 'leader', address, newEpoch: randomUUID });
  const lease = await engine.acquire(SHARE, FOREVER_MS);
  // Its gateways ask this process for the history, too.
  await engine.acquire(RECORDER, FOREVER_MS);
  const leadership = new Leadership(engine, lease!, clock.monotonic(), FOREVER_MS, clock);
  const server = await EngineServer.listen(memory, path, randomUUID);
  const siblings = new LeaderSiblings();
  const secret = await engine.secret('session');
  const principals = new ForwardedPrincipals(secret, () => engine.now());
  const own = { name: `leader-${process.pid}`, roles: ['collector'] } as const;
  const members = new Members(engine, clock, config.cluster.leaseMs, own).start();
  await members.lead();
  let gateways: GatewayProcesses | null = null;
  return {
    config: withRoles(config, ['collector']),
    clock,
    part: {
      leads: true,
      keepsGaps: false,
      module: LeaderModule.of(
        {
          ...{ engine, leadership, kept: null, principals, members, shards: 1 },
          isMirrored: config.mirror.enabled,
        },
        SiblingsModule.ofLeader(siblings),
      ),
      // Before any gateway starts, the file loses its lines about expired sessions.
      access: [...sharedAccess(secret, false), { provide: EndedSessions, useClass: FileEndedSessions }],
    },
    listen: { host: LOOPBACK, port: await waiting.free() },
    opened: async () => {
      await mustShareFiles(config);
      gateways = startGateways(config, held.port, [path], (topic) => siblings.answer(topic));
      siblings.gateways = gateways;
      await gateways.allListening;
      return httpUrl(config.server.host, await held.free());
    },
    closing: async () => {
      await gateways?.stop();
      await server.close();
    },
  };
}

/** Runs the gateways of this machine over the server of the cluster; another process leads. */
export async function runGateways(config: AppConfig): Promise<ProcessGroup> {
  const held = await holdSharedPort(config.server.host, config.server.port);
  const gateways = startGateways(config, held.port, [], async () => undefined);
  await gateways.allListening;
  const port = await held.free();
  return { url: httpUrl(config.server.host, port), stop: () => gateways.stop() };
}

function startGateways(
  { cluster, server: { host } }: AppConfig,
  port: number,
  args: readonly string[],
  answer: (topic: string) => Promise<unknown>,
): GatewayProcesses {
  return new GatewayProcesses({
    count: cluster.gateways,
    args: ['gateway', ...args],
    env: { ...process.env, PORT: String(port), HOST: host },
    answer,
  });
}

/** The engine of the process that leads and started this one. @param path of its socket */
export function engineOfParent(path: string, clock: Clock): Promise<Engine> {
  return SocketEngine.connect(path, { instance: `gateway-${process.pid}`, address: '' }, clock);
}

class LeaderSiblings extends Siblings {
  gateways: GatewayProcesses | null = null;

  override async ask(topic: string): Promise<unknown[]> {
    return (await this.gateways?.ask(topic)) ?? [];
  }
}

/** The owner key and the secret of sessions, which every process reads there. */
async function mustShareFiles({ access: { apiKeys, sessionSecret }, history }: AppConfig): Promise<void> {
  if (apiKeys !== null && sessionSecret !== null) return;
  try {
    await access(history.dataDir, constants.W_OK);
  } catch {
    throw new ConfigError([
      'GATEWAYS: DATA_DIR cannot be written, so the processes cannot share the owner key and sessions: make it writable, or set API_KEYS and SESSION_SECRET',
    ]);
  }
}

export function httpUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
