import { Global, Module } from '@nestjs/common';
import { AlertSink } from '../alert-sink.port.js';
import { AlertChannelsController } from './alert-channels.controller.js';
import { AppConfig } from '../../config/app-config.js';
import { MetricsModule } from '../../metrics/metrics.module.js';
import { AlertDelivery } from './alert-delivery.js';
import { AlertMetrics } from './alert-metrics.js';
import { Heartbeat } from './heartbeat.js';
import { PushController } from './push/push.controller.js';
import { PushFiles } from './push/push-files.js';
import { PushStore } from './push/push-store.port.js';
import { PushSubscriptions } from './push/push-subscriptions.js';

/** Delivery of alerts outside. Global, because the evaluation hands events over. */
@Global()
@Module({
  imports: [MetricsModule],
  controllers: [AlertChannelsController, PushController],
  providers: [
    AlertDelivery,
    AlertMetrics,
    Heartbeat,
    {
      provide: PushSubscriptions,
      useFactory: (config: AppConfig, shared?: PushStore) =>
        new PushSubscriptions(shared ?? new PushFiles(config)),
      inject: [AppConfig, { token: PushStore, optional: true }],
    },
    { provide: AlertSink, useExisting: AlertDelivery },
  ],
  exports: [AlertSink],
})
export class AlertDeliveryModule {}
