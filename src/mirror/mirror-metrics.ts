import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { counted, gauge } from '../metrics/prometheus/instruments.js';
import { MirrorStats } from './mirror-stats.js';
import { MirrorStream } from './stream/mirror-stream.js';
import { FollowedChannels } from './stream/followed-channels.port.js';
import { Followers } from './stream/followers.js';
import { TokenVerifier } from './token-verifier.js';
import { Transactions } from './transactions.js';

/** Clients and answers of the mirror. */
@Injectable()
export class MirrorMetrics implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly stats: MirrorStats,
    private readonly stream: MirrorStream,
    private readonly followers: Followers,
    private readonly channels: FollowedChannels,
    private readonly verifier: TokenVerifier,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    const { registry, followers, stats } = this;
    gauge(registry, 'lighter_mirror_sockets', 'Clients on /stream', () => this.stream.sockets.size);
    gauge(
      registry,
      'lighter_mirror_subscriptions',
      'Channels that clients of /stream follow',
      () => followers.subscriptions,
    );
    counted(registry, 'lighter_mirror_frames_made_total', 'Update frames of /stream', () => followers.made);
    counted(
      registry,
      'lighter_mirror_frames_given_total',
      'Update frames of /stream, once per client',
      () => followers.given,
    );
    gauge(registry, 'lighter_mirror_connected', '1 while the source of the mirror is connected', () =>
      Number(this.channels.isConnected),
    );
    counted(
      registry,
      'lighter_mirror_verifications_total',
      'Signed tokens of mirror clients that were checked',
      () => this.verifier.verifications,
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
