import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { counted, gauge } from '../metrics/prometheus/instruments.js';
import { MirrorStats } from './mirror-stats.js';
import { MirrorStream } from './stream/mirror-stream.js';
import { FramePublisher } from './stream/frame-publisher.js';
import { Transactions } from './transactions.js';
import { UpstreamCache } from './upstream-cache.js';

/** Clients and answers of the mirror, and what its clients cost the exchange. */
@Injectable()
export class MirrorMetrics implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly stats: MirrorStats,
    private readonly stream: MirrorStream,
    private readonly publisher: FramePublisher,
    private readonly upstream: UpstreamCache,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    const { registry, publisher, upstream, stats } = this;
    gauge(registry, 'lighter_mirror_sockets', 'Clients on /stream', () => this.stream.sockets.size);
    gauge(
      registry,
      'lighter_mirror_subscriptions',
      'Channels that clients of /stream follow',
      () => publisher.subscriptions,
    );
    counted(registry, 'lighter_mirror_frames_made_total', 'Update frames of /stream', () => publisher.made);
    counted(
      registry,
      'lighter_mirror_frames_given_total',
      'Update frames of /stream, once per client',
      () => publisher.given,
    );
    counted(
      registry,
      'lighter_mirror_passed_on_total',
      'Questions of mirror clients sent to the exchange',
      () => upstream.passedOn,
    );
    counted(
      registry,
      'lighter_mirror_over_budget_total',
      'Questions of mirror clients refused because their share of the rate limit was spent',
      () => upstream.refused,
    );
    counted(
      registry,
      'lighter_mirror_transactions_total',
      'Transactions of mirror clients that the exchange answered',
      () => this.transactions.sent,
    );
    new Counter({
      name: 'lighter_mirror_answers_total',
      help: 'Answers of the mirror by endpoint and source; source refused: errors',
      labelNames: ['endpoint', 'source'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [key, count] of stats.answers) {
          const [endpoint = '', source = ''] = key.split(' ');
          this.inc({ endpoint, source }, count);
        }
      },
    });
  }
}
