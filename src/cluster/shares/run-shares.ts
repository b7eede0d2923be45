import { fork } from 'node:child_process';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../clock/clock.js';
import type { AppConfig } from '../../config/app-config.js';
import type { ProcessGroup } from '../cluster-part.js';
import { Members } from '../members.js';
import type { Engine } from '../engine.port.js';
import { layoutOf } from './share-layout.js';
import { LOOK_EVERY, ShareKeeper, type ShareProcess, type ShareProcessEvents } from './share-keeper.js';
import type { FromShareProcess, ToShareProcess } from './share-messages.js';

/** Argument of a process that leads a share for its collector. */
export const SHARE_PROCESS = 'share';

/** Runs a collector whose processes lead its part of the shares. */
export async function runShares(
  config: AppConfig,
  engine: Engine,
  clock: Clock,
  name: string,
): Promise<ProcessGroup> {
  const { leaseMs, shards } = config.cluster;
  const logger = new Logger('Shares');
  const layout = layoutOf(config.accounts, shards);
  const members = new Members(engine, clock, leaseMs, { name, roles: ['collector'] });
  const beside = new OtherCollectors(members, engine, leaseMs, layout);
  const ends = new Set<Promise<void>>();
  const keeper = new ShareKeeper(
    {
      shares: shards,
      others: () => beside.list(),
      isBlocked: () => beside.blocks(logger),
      start: (events) => {
        const { process, ended } = startProcess(events);
        const end = ended.then(() => void ends.delete(end));
        ends.add(end);
        return process;
      },
    },
    clock,
  );
  members.shares = () => ({ layout, held: keeper.held, spares: keeper.spares });
  members.onUpdate = () => keeper.look();
  // Collectors that start together hear of each other first, so that none takes what it would have to hand over.
  await members.announce();
  await clock.sleep((2 * leaseMs) / 5);
  members.start();
  const looking = clock.every(LOOK_EVERY, () => keeper.look());
  return {
    url: null,
    stop: async () => {
      looking.cancel();
      members.onModuleDestroy();
      keeper.stop();
      await Promise.all(ends);
      await members.leave();
    },
  };
}

/** This program as a process that leads a share. It ends when this process does. */
function startProcess(events: ShareProcessEvents): { process: ShareProcess; ended: Promise<void> } {
  // It listens on a port of its own, so it is reached at another address than this process.
  const { CLUSTER_ADDRESS: _, ...env } = process.env;
  const child = fork(process.argv[1]!, [SHARE_PROCESS], {
    env: { ...env, CLUSTER_ROLES: 'collector', GATEWAYS: '0', PORT: '0' },
  });
  child.on('message', (message: FromShareProcess) => {
    if (message.type === 'ready') events.ready();
    else events.leads(message.share);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => {
    resolve();
    events.ended();
  });
  let known: boolean | null = null;
  return {
    ended: promise,
    process: {
      mayTake: (mayTake) => {
        // One that has just ended is reported by its exit.
        if (mayTake === known || !child.connected) return;
        known = mayTake;
        child.send({ mayTake } satisfies ToShareProcess, () => undefined);
      },
      end: () => void child.kill('SIGTERM'),
    },
  };
}

/** The collectors beside this one, as they announced themselves within a lease. */
class OtherCollectors {
  private wasBlocked = false;

  constructor(
    private readonly members: Members,
    private readonly engine: Engine,
    private readonly leaseMs: number,
    private readonly layout: string,
  ) {}

  list(): { held: number; spares: number }[] {
    return this.heard.flatMap(({ shares }) =>
      shares?.layout === this.layout && shares.spares !== null
        ? { held: shares.held.length, spares: shares.spares }
        : [],
    );
  }

  /** Whether one leads that cuts the accounts in another way; logged when that begins. */
  blocks(logger: Logger): boolean {
    const blocking = this.heard.some(
      ({ leads_since, shares }) => leads_since !== null && shares?.layout !== this.layout,
    );
    if (blocking && !this.wasBlocked)
      logger.warn(
        'A collector with other accounts, proxies or another CLUSTER_SHARDS leads. Stop it: this one takes no share meanwhile.',
      );
    this.wasBlocked = blocking;
    return blocking;
  }

  private get heard() {
    const since = this.engine.now() - this.leaseMs;
    return [...this.members.list()]
      .filter(([name, { seen }]) => name !== this.members.own.name && seen >= since)
      .map(([, member]) => member);
  }
}
