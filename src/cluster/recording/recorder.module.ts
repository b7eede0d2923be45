import {
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  Global,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ForwardedPrincipals } from '../../access/forwarded-principal.js';
import { Clock } from '../../clock/clock.js';
import { BroadcastModule } from '../../broadcast/broadcast.module.js';
import { LogIncidentWriter } from '../../frontend-only/log-incident-writer.js';
import { RemoteTexts } from '../../frontend-only/remote-texts.js';
import { HistoryApiModule } from '../../history/history-api.module.js';
import { HistoryModule } from '../../history/history.module.js';
import { HistoryStore } from '../../history/history-store.port.js';
import { Problem } from '../../http/problems.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import { AccountTextSource } from '../../state/account-texts.port.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { EngineMetrics, FollowerMetrics } from '../cluster-metrics.js';
import { ClusterStatus } from '../cluster-status.js';
import { Engine } from '../engine.port.js';
import type { GatewayParts } from '../gateway.module.js';
import { Members } from '../members.js';
import { Notices } from '../notices.js';
import { SharedWindows } from '../shared-windows.js';
import { followingProviders } from '../shares/following.js';
import { shareNames } from '../shares/share-layout.js';
import { ClusterReport } from '../../metrics/cluster-report.port.js';
import { MetricsModule } from '../../metrics/metrics.module.js';
import { RecorderController } from './recorder.controller.js';
import { RecorderLease } from './recorder-lease.js';
import { RowsReader } from './rows-reader.js';

/** Questions about the history need the accounts and markets that a leader publishes. */
@Injectable()
class FollowingGuard implements CanActivate {
  constructor(private readonly feed: ChangeFeed) {}

  canActivate(context: ExecutionContext): boolean {
    const { url } = context.switchToHttp().getRequest<{ url: string }>();
    if (url.startsWith('/api/history/') && this.feed.accountIndexes().length === 0)
      throw new Problem('NOT_READY', 'No collector has published anything yet.', { 'retry-after': '1' });
    return true;
  }
}

function rowsReader(share: string): Provider {
  return {
    provide: `rows of share ${share}`,
    useFactory: (engine: Engine, lease: RecorderLease, store: HistoryStore, clock: Clock) =>
      new RowsReader(engine, lease, store, clock, share),
    inject: [Engine, RecorderLease, HistoryStore, Clock],
  };
}

/** Stores the history that leaders record, and answers questions about it. */
@Global()
@Module({})
export class RecorderModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly lease: RecorderLease) {}

  onApplicationBootstrap(): void {
    this.lease.settle();
  }

  onApplicationShutdown(): Promise<void> {
    return this.lease.release();
  }

  static over({ engine, principals, members, shards }: GatewayParts, lease: RecorderLease): DynamicModule {
    return {
      module: RecorderModule,
      imports: [BroadcastModule, MetricsModule, HistoryModule, HistoryApiModule],
      controllers: [RecorderController],
      providers: [
        ...shareNames(shards).map(rowsReader),
        Notices,
        SharedWindows,
        EngineMetrics,
        FollowerMetrics,
        { provide: Members, useValue: members },
        { provide: ClusterReport, useClass: ClusterStatus },
        // It does not wait for a leader: the first one asks what the history holds before it publishes anything.
        ...followingProviders(shards, false),
        { provide: Engine, useValue: engine },
        { provide: RecorderLease, useValue: lease },
        { provide: ForwardedPrincipals, useValue: principals },
        { provide: AccountTextSource, useClass: RemoteTexts },
        { provide: IncidentWriter, useClass: LogIncidentWriter },
        { provide: APP_GUARD, useClass: FollowingGuard },
      ],
      exports: [
        ...[ChangeFeed, AccountTextSource, IncidentWriter, ForwardedPrincipals],
        ...[Engine, Members, Notices, SharedWindows, ClusterReport],
      ],
    };
  }
}
