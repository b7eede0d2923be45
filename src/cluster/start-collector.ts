import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/config-error.js';
import { withAccounts } from './changed-config.js';
import type { ClusterStart } from './cluster-part.js';
import { EngineBudgetStore, type OtherShares } from './engine-budget-store.js';
import { EnginePushStore } from './engine-push-store.js';
import { FencedClock } from './fenced-clock.js';
import { Waiting } from './gateways/shared-port.js';
import { LeaderModule } from './leader.module.js';
import { standBy, takeAny, type Leadership } from './leadership.js';
import { SHARE } from './log-feed.js';
import type { RedisEngine } from './redis/redis-engine.js';
import { addressOf, redisEngine, sharing, type Shared } from './shared-parts.js';
import { accountsOfShares, layoutOf, shareNames } from './shares/share-layout.js';
import type { FromShareProcess, ToShareProcess } from './shares/share-messages.js';

/** Waits until this process leads, and follows every account then. */
export async function startCollector(
  config: AppConfig,
  engine: RedisEngine,
  clock: Clock,
  waiting: Waiting,
  signal: AbortSignal,
): Promise<ClusterStart> {
  const parts = await sharing(config, engine, clock, 'collector');
  const leadership = await standBy(engine, SHARE, config.cluster.leaseMs, clock, signal, () =>
    new Logger('Main').log('This collector stands by: another one leads.'),
  );
  const start = await startLeading(parts, engine, leadership, clock, waiting);
  if ([...parts.members.list().values()].some(({ shares, leads_since }) => shares && leads_since !== null))
    throw new ConfigError([
      'CLUSTER_SHARDS is 1 here, but collectors of this cluster lead shares: end them first, or set it as they do',
    ]);
  return start;
}

/** A process of a collector, which leads one of several shares. */
export async function startShare(
  config: AppConfig,
  clock: Clock,
  signal: AbortSignal,
  load: () => Promise<unknown>,
): Promise<ClusterStart> {
  const { shards, leaseMs } = config.cluster;
  const waiting = await Waiting.listen(config.server.host, 0);
  const engine = await redisEngine(config, addressOf(config, waiting.port), clock);
  await load();
  const parts = await sharing(config, engine, clock, 'collector');
  const layout = layoutOf(config.accounts, shards);
  let mayTake = false;
  let share: string | null = null;
  parts.members.shares = () => ({ layout, held: share === null ? [] : [share], spares: null });
  process.on('message', (message: ToShareProcess) => (mayTake = message.mayTake));
  const report = (message: FromShareProcess): void => void process.send!(message);
  report({ type: 'ready' });
  const leadership = await takeAny(engine, shareNames(shards), leaseMs, clock, signal, {
    may: () => mayTake,
  });
  share = leadership.held.share;
  report({ type: 'leads', share });
  const cut = accountsOfShares(config.accounts, shards);
  const others = [...cut].filter(([name]) => name !== share);
  return startLeading(
    { ...parts, shared: withAccounts(parts.shared, cut.get(share)!) },
    engine,
    leadership,
    clock,
    waiting,
    new Map(others.map(([name, accounts]) => [name, new Set(accounts.map(({ index }) => index))])),
  );
}

async function startLeading(
  { principals, members, shared, access, pushSecret }: Shared,
  engine: RedisEngine,
  leadership: Leadership,
  clock: Clock,
  waiting: Waiting,
  others?: OtherShares,
): Promise<ClusterStart> {
  // At once, without saving anything: the next leader must not meet this one, and nothing is lost by a kill.
  leadership.start((reason) => {
    process.stderr.write(`Another collector may lead now: ${reason}. This process ends.\n`);
    process.exit(1);
  });
  await members.lead();
  const { leaseMs, shards } = shared.cluster;
  const kept = {
    budgets: await EngineBudgetStore.load(engine, leadership, leaseMs, clock, others),
    push: new EnginePushStore(engine, leadership, pushSecret),
  };
  const what = shards > 1 ? `leads share ${leadership.held.share}` : 'leads';
  return {
    config: shared,
    clock: new FencedClock(clock, leadership),
    part: {
      leads: true,
      keepsGaps: true,
      module: LeaderModule.of({
        ...{ engine, leadership, kept, principals, members, shards },
        isMirrored: shared.mirror.enabled,
      }),
      access,
    },
    listen: { host: shared.server.host, port: await waiting.free() },
    opened: async (url) => {
      leadership.settle();
      new Logger('Main').log(`This collector ${what}; the other processes reach it at ${url}`);
      return null;
    },
    closing: () => members.retire(),
  };
}
