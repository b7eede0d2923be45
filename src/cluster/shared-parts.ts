import { randomUUID } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import type { Provider } from '@nestjs/common';
import { ForwardedPrincipals } from '../access/forwarded-principal.js';
import type { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/app-config.js';
import type { ClusterRole } from '../config/sections/cluster.config.js';
import { scrubber } from '../secrets/scrubber.js';
import { withRoles, withSessionSecret } from './changed-config.js';
import type { Engine } from './engine.port.js';
import { httpUrl } from './gateways/gateways.js';
import { Members } from './members.js';
import { RedisEngine } from './redis/redis-engine.js';
import { sharedAccess } from './shared-access.js';
import { untilReached } from './until-reached.js';

/** Names this process among those of its cluster. */
export const INSTANCE = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

/** What a process has in common with the others. */
export interface Shared {
  principals: ForwardedPrincipals;
  members: Members;
  shared: AppConfig;
  access: readonly Provider[];
  /** From which the keys of push messages are derived. */
  pushSecret: string;
}

export async function sharing(
  config: AppConfig,
  engine: Engine,
  clock: Clock,
  role: ClusterRole,
  isLasting = true,
): Promise<Shared> {
  // Every process has both, so that any of them puts them back after the engine was emptied.
  const secretOf = (name: string): Promise<string> => untilReached(clock, () => engine.secret(name));
  const [secret, pushSecret] = await Promise.all([secretOf('session'), secretOf('push')]);
  scrubber.register(secret);
  scrubber.register(pushSecret);
  return {
    principals: new ForwardedPrincipals(secret, () => engine.now()),
    members: new Members(engine, clock, config.cluster.leaseMs, { name: INSTANCE, roles: [role] }).start(),
    shared: withSessionSecret(withRoles(config, [role]), secret),
    access: sharedAccess(secret, isLasting),
    pushSecret,
  };
}

export async function redisEngine(config: AppConfig, address: string, clock: Clock): Promise<RedisEngine> {
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

/** Where other processes reach this one: as configured, or the first address at which other machines do. */
export function addressOf({ cluster, server: { host } }: AppConfig, port: number): string {
  if (cluster.address !== null) return cluster.address;
  const everywhere = host === '0.0.0.0' || host === '::';
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  return httpUrl(everywhere ? (outside?.address ?? '127.0.0.1') : host, port);
}
