import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { BroadcastStats } from '../../broadcast/broadcast-stats.js';
import { ClientCount } from '../../broadcast/clients/client-count.port.js';
import { Clock } from '../../clock/clock.js';
import { HistoryHealth } from '../../history/history-health.service.js';
import type { Change } from '../../state/change.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { counted, countedBy, gauge, gauges, OF_STATE } from './instruments.js';
import { LatencyHistogram } from './latency-histogram.js';

/** Changes, clients, history and incidents. */
@Injectable()
export class ServiceMetrics implements OnModuleInit {
  private readonly hops: LatencyHistogram<'exchange_to_received' | 'received_to_state'>;
  /** Changes by entity. */
  private readonly changes = new Map<Change['entity'], number>();
  private readonly incidents: Counter<'source' | 'type'>;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
    private readonly clients: ClientCount,
    private readonly broadcast: BroadcastStats,
    private readonly history: HistoryHealth,
    registry: Registry,
  ) {
    const registers = [registry];
    this.hops = new LatencyHistogram(
      registry,
      'lighter_latency_seconds',
      'Time per hop: exchange to received, received to state',
      ['exchange_to_received', 'received_to_state'],
    );
    const { changes } = this;
    countedBy(
      registry,
      'lighter_changes_total',
      'Changes applied to the state',
      'entity',
      () => changes,
      OF_STATE,
    );
    this.incidents = new Counter({
      name: 'lighter_incidents_total',
      help: 'Incidents by source and type',
      labelNames: ['source', 'type'],
      aggregator: OF_STATE,
      registers,
    });
    this.watchClients(registry);
    this.watchHistory(registry);
  }

  onModuleInit(): void {
    this.feed.subscribe('metrics', (change) => this.onChange(change));
  }

  private onChange(change: Change): void {
    this.changes.set(change.entity, (this.changes.get(change.entity) ?? 0) + 1);
    if (change.entity === 'incident') {
      for (const { source, error_type: type } of change.upsert) this.incidents.inc({ source, type });
      return;
    }
    const { exchange, received } = change.ts;
    if (exchange !== null) this.hops.observe('exchange_to_received', Math.max(0, received - exchange) / 1000);
    this.hops.observe('received_to_state', Math.max(0, this.clock.wallNow() - received) / 1000);
  }

  private watchClients(registry: Registry): void {
    const stats = this.broadcast;
    gauge(registry, 'lighter_clients', 'Connected WebSocket and SSE clients', () => this.clients.here());
    counted(
      registry,
      'lighter_client_connections_total',
      'Client connections accepted since the start',
      () => stats.connections,
    );
    counted(registry, 'lighter_broadcast_bytes_total', 'Bytes written to clients', () => stats.bytes);
    counted(registry, 'lighter_broadcast_writes_total', 'Writes to client sockets', () => stats.writes);
    counted(
      registry,
      'lighter_conflations_total',
      'Times a slow client got one merged change instead of each',
      () => stats.conflations,
    );
    counted(registry, 'lighter_resumes_total', 'Subscriptions that resumed', () => stats.resumes);
    gauges(
      registry,
      'lighter_client_closes',
      'Clients that the service disconnected since the start, by reason',
      ['reason'],
      () => Object.entries(stats.closes).map(([reason, value]) => ({ labels: { reason }, value })),
    );
  }

  private watchHistory(registry: Registry): void {
    const status = (): ReturnType<HistoryHealth['status']> => this.history.status();
    gauge(
      registry,
      'lighter_history_lag_rows',
      'Rows not yet written to the store',
      () => status().lag_rows,
      OF_STATE,
    );
    gauge(
      registry,
      'lighter_history_lag_seconds',
      'Age of the oldest row not yet written',
      () => status().lag_seconds,
      OF_STATE,
    );
    gauge(
      registry,
      'lighter_history_faults',
      'Current faults of the history store',
      () => status().faults.length,
      OF_STATE,
    );
    gauge(
      registry,
      'lighter_history_quarantined_rows',
      'Rows that Supabase refused and that are kept aside',
      () => status().quarantined_rows,
      OF_STATE,
    );
    gauge(
      registry,
      'lighter_history_dropped_rows',
      'Rows dropped because the journal was full',
      () => status().dropped_rows,
      OF_STATE,
    );
    gauge(
      registry,
      'lighter_history_journal_bytes',
      'Size of the journal',
      () => status().journal_bytes,
      OF_STATE,
    );
  }
}
