import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { Clock } from '../../clock/clock.js';
import { gauges } from '../../metrics/prometheus/instruments.js';
import { AlertDelivery, type NamedStanding } from './alert-delivery.js';

/** Delivery of alerts, per channel. */
@Injectable()
export class AlertMetrics implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly delivery: AlertDelivery,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.perChannel('lighter_alert_outbox', 'Alerts that wait for delivery', ({ waiting }) => waiting);
    this.perChannel(
      'lighter_alert_outbox_age_seconds',
      'Age of the oldest alert that waits for delivery; 0 without one',
      ({ waiting_since }) =>
        waiting_since === null ? 0 : Math.max(0, this.clock.wallNow() - waiting_since) / 1000,
    );
    const { delivery } = this;
    new Counter({
      name: 'lighter_alert_deliveries_total',
      help: 'Attempts to deliver a message by result; dropped: alerts given up because too many waited',
      labelNames: ['channel', 'result'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { name: channel, delivered, rejected, dropped, failed_attempts } of delivery.standings())
          for (const [result, count] of Object.entries({
            ...{ delivered, rejected, dropped },
            failed: failed_attempts,
          }))
            this.inc({ channel, result }, count);
      },
    });
  }

  private perChannel(name: string, help: string, read: (standing: NamedStanding) => number): void {
    gauges(this.registry, name, help, ['channel'], () =>
      this.delivery
        .standings()
        .map((standing) => ({ labels: { channel: standing.name }, value: read(standing) })),
    );
  }
}
