import { Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import { HistoryModule } from '../history/history.module.js';
import { LatencyController } from './latency.controller.js';
import { LatencyRecorder } from './latency-recorder.js';
import { LatencyService } from './latency.service.js';
import { MetricsController } from './prometheus/metrics.controller.js';
import { ServiceMetrics } from './prometheus/service.metrics.js';
import { UpstreamMetrics } from './prometheus/upstream.metrics.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

/** A registry per application, with Node's own metrics of event loop and memory. */
function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Gauges, in spite of their names, which promtool refuses. Each is the sum of a metric that stays.
  for (const kind of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${kind}_total`);
  return registry;
}

@Module({
  imports: [BroadcastModule, HistoryModule],
  controllers: [LatencyController, StatusController, MetricsController],
  providers: [
    LatencyRecorder,
    LatencyService,
    StatusService,
    ServiceMetrics,
    UpstreamMetrics,
    { provide: Registry, useFactory: createRegistry },
  ],
  exports: [LatencyRecorder, Registry],
})
export class MetricsModule {}
