import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type OnModuleDestroy,
  type ValueProvider,
} from '@nestjs/common';
import { ConnectionsElsewhere } from '../../broadcast/clients/connections-elsewhere.port.js';
import type { Clock, Timer } from '../../clock/clock.js';
import { HistoryElsewhere } from '../../history/history-elsewhere.port.js';
import type { HistoryStatus } from '../../history/history-status.js';
import { MetricsElsewhere, type ProcessMetrics } from '../../metrics/prometheus/metrics-elsewhere.port.js';
import type { GatewaySiblings } from './gateway-siblings.js';
import type { Siblings } from './siblings.port.js';

const STATUS_EVERY_MS = 1_000;

/** Lets every process of this machine answer for the whole service. */
@Module({})
export class SiblingsModule {
  /** For a gateway. @param clock `null` where no process of this machine leads */
  static ofGateway(siblings: GatewaySiblings, clock: Clock | null): DynamicModule {
    return this.providing(
      { provide: ConnectionsElsewhere, useValue: siblings },
      { provide: MetricsElsewhere, useValue: new SiblingMetrics(siblings) },
      ...(clock ? [{ provide: HistoryElsewhere, useFactory: () => new LeaderHistory(siblings, clock) }] : []),
    );
  }

  /** For the process that leads. */
  static ofLeader(siblings: Siblings): DynamicModule {
    return this.providing(
      { provide: MetricsElsewhere, useValue: new SiblingMetrics(siblings) },
      { provide: HistoryElsewhere, useValue: new OwnHistory(siblings) },
    );
  }

  private static providing(...providers: (ValueProvider | FactoryProvider)[]): DynamicModule {
    const exported = providers.map(({ provide }) => provide);
    return { module: SiblingsModule, global: true, providers, exports: exported };
  }
}

class SiblingMetrics extends MetricsElsewhere {
  constructor(private readonly siblings: Siblings) {
    super();
  }

  override provide(read: () => Promise<ProcessMetrics>): void {
    this.siblings.onAsk('metrics', read);
  }

  override async read(): Promise<ProcessMetrics[]> {
    return (await this.siblings.ask('metrics')) as ProcessMetrics[];
  }
}

/** Of the process that records. */
class OwnHistory extends HistoryElsewhere {
  constructor(private readonly siblings: Siblings) {
    super();
  }

  override provide(status: () => HistoryStatus): void {
    this.siblings.onAsk('history', async () => status());
  }

  override status(): null {
    return null;
  }
}

/** At a gateway: as the process that records last reported it. */
class LeaderHistory extends HistoryElsewhere implements OnModuleDestroy {
  private last: HistoryStatus | null = null;
  private readonly timer: Timer;

  constructor(
    private readonly siblings: Siblings,
    clock: Clock,
  ) {
    super();
    void this.refresh();
    this.timer = clock.every(STATUS_EVERY_MS, () => void this.refresh());
  }

  onModuleDestroy(): void {
    this.timer.cancel();
  }

  override provide(): void {}

  override status(): HistoryStatus | null {
    return this.last;
  }

  private async refresh(): Promise<void> {
    const [status] = await this.siblings.ask('history');
    if (status) this.last = status as HistoryStatus;
  }
}
