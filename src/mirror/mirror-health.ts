import { Inject, Injectable, Optional } from '@nestjs/common';
import type { MirrorHealthDto } from '../connections/mirror-health.dto.js';
import { MirrorHealthSource } from '../connections/mirror-health.port.js';
import { MirrorDelay } from './mirror-delay.js';
import { MirrorStats } from './mirror-stats.js';
import { FollowedChannels } from './stream/followed-channels.port.js';
import { Followers } from './stream/followers.js';
import { MirrorStream } from './stream/mirror-stream.js';
import { TokenVerifier } from './token-verifier.js';
import { UpstreamCache } from './upstream-cache.js';

/** The mirror's row in the health of the connections. */
@Injectable()
export class MirrorHealth extends MirrorHealthSource {
  constructor(
    private readonly stats: MirrorStats,
    private readonly stream: MirrorStream,
    private readonly channels: FollowedChannels,
    private readonly followers: Followers,
    private readonly verifier: TokenVerifier,
    private readonly delay: MirrorDelay,
    /** Absent where another process asks the exchange. */
    @Optional() @Inject(UpstreamCache) private readonly upstream: UpstreamCache | null,
  ) {
    super();
  }

  override health(): MirrorHealthDto {
    const { upstream, followers, stats } = this;
    return {
      connected: this.channels.isConnected,
      clients: this.stream.sockets.size,
      subscriptions: followers.subscriptions,
      frames_made: followers.made,
      frames_given: followers.given,
      answers: stats.total - stats.refused,
      refusals: stats.refused,
      passed_on: upstream?.passedOn ?? null,
      waiting: upstream?.waiting ?? null,
      over_budget: upstream?.refused ?? null,
      verifications: this.verifier.verifications,
      added_delay_ms: this.delay.median,
    };
  }
}
