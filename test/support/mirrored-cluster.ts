import { randomUUID } from 'node:crypto';
import { ForwardedPrincipals } from '../../src/access/forwarded-principal.js';
import { SystemClock } from '../../src/clock/system-clock.js';
import { withRoles } from '../../src/cluster/changed-config.js';
import type { ClusterPart } from '../../src/cluster/cluster-part.js';
import { EngineMemory } from '../../src/cluster/engine-memory.js';
import { EngineBudgetStore } from '../../src/cluster/engine-budget-store.js';
import { EnginePushStore } from '../../src/cluster/engine-push-store.js';
import type { Engine } from '../../src/cluster/engine.port.js';
import { GatewayModule } from '../../src/cluster/gateway.module.js';
import { Waiting } from '../../src/cluster/gateways/shared-port.js';
import { LeaderModule } from '../../src/cluster/leader.module.js';
import { Leadership } from '../../src/cluster/leadership.js';
import { SHARE } from '../../src/cluster/log-feed.js';
import { Members } from '../../src/cluster/members.js';
import { MemoryEngine } from '../../src/cluster/memory-engine.js';
import { sharedAccess } from '../../src/cluster/shared-access.js';
import type { AppConfig } from '../../src/config/app-config.js';
import type { ClusterRole } from '../../src/config/sections/cluster.config.js';
import { MirroredProduct } from './mirrored-product.js';
import { followAll } from './product.js';

/** The lease of a leader here ends only with it. */
const FOREVER = Number.MAX_SAFE_INTEGER / 2;

type Exchange = Pick<MirroredProduct, 'simulator' | 'at'>;

/** A leader and gateways of one cluster, all in this process, over an engine in its memory. */
export class MirroredCluster {
  private readonly clock = new SystemClock();
  private readonly memory = new EngineMemory(this.clock);
  private readonly processes: MirroredProduct[] = [];

  constructor(
    private readonly exchange: Exchange,
    private readonly env: Record<string, string>,
  ) {}

  /** Follows the exchange from now on; no other process may lead. */
  async lead(): Promise<MirroredProduct> {
    const waiting = await Waiting.listen('127.0.0.1', 0);
    const { port } = waiting;
    const engine = this.engine(`http://127.0.0.1:${port}`);
    const held = await engine.acquire(SHARE, FOREVER);
    const leadership = new Leadership(engine, held!, this.clock.monotonic(), FOREVER, this.clock);
    const kept = {
      budgets: await EngineBudgetStore.load(engine, leadership, 3_000, this.clock),
      push: new EnginePushStore(engine, leadership, await engine.secret('push')),
    };
    await waiting.free();
    const leader = await this.start('collector', engine, port, (shared, config) =>
      LeaderModule.of({ ...shared, leadership, kept, shards: 1, isMirrored: config.mirror.enabled }),
    );
    await leader.fresh();
    return leader;
  }

  async gateway(): Promise<MirroredProduct> {
    const gateway = await this.start('gateway', this.engine(''), 0, (shared) =>
      GatewayModule.over({ ...shared, shards: 1 }),
    );
    await gateway.fresh();
    return gateway;
  }

  async stop(): Promise<void> {
    for (const process of this.processes.reverse()) await process.stop();
  }

  private engine(address: string): MemoryEngine {
    return new MemoryEngine(this.memory, { instance: randomUUID(), address, newEpoch: randomUUID });
  }

  private async start(
    role: ClusterRole,
    engine: Engine,
    port: number,
    moduleOf: (
      shared: { engine: Engine; principals: ForwardedPrincipals; members: Members },
      config: AppConfig,
    ) => ClusterPart['module'],
  ): Promise<MirroredProduct> {
    const secret = await engine.secret('session');
    const principals = new ForwardedPrincipals(secret, () => engine.now());
    const own = { name: `${role}-${randomUUID()}`, roles: [role] };
    const members = new Members(engine, this.clock, 3_000, own).start();
    const part = async (all: AppConfig): Promise<{ config: AppConfig; part: ClusterPart }> => {
      const config = withRoles(all, [role]);
      const module = moduleOf({ engine, principals, members }, config);
      const access = sharedAccess(secret, false);
      return { config, part: { leads: role === 'collector', keepsGaps: true, module, access } };
    };
    const { at } = this.exchange;
    const accounts = followAll({ url: at.url, ws_url: at.wsUrl, accounts: [...at.accounts] });
    const all = {
      ...(accounts as Record<string, string>),
      ...{ GATEWAYS: '1', LIGHTER_TIER: 'builder', GAP_SETTLE: '0.2' },
      ...this.env,
    };
    const product = await MirroredProduct.inCluster(this.exchange, all, part, port);
    this.processes.push(product);
    return product;
  }
}
