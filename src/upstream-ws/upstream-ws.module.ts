import { Module } from '@nestjs/common';
import { LighterModule } from '../lighter/lighter.module.js';
import { GapKeepers } from '../upstream/gap-keepers.js';
import { RawMessages } from '../upstream/raw-messages.port.js';
import { StreamUpstream } from '../upstream/upstream.port.js';
import { LighterStream } from './lighter-stream.js';
import { StreamConnections } from './stream-connections.js';
import { LinkReporter } from './link-reporter.js';
import { FrameRelay } from './frame-relay.port.js';
import { MarketFeeds } from './market-feeds.js';
import { MarketFeedSource } from './market-feeds.port.js';
import { StreamFrames } from './stream-frames.js';
import { StreamRawMessages } from './stream-raw-messages.js';

/** The exchange by its stream. Needs `GapLog` and the other global modules. */
@Module({
  imports: [LighterModule],
  providers: [
    GapKeepers,
    LighterStream,
    StreamConnections,
    LinkReporter,
    MarketFeeds,
    StreamFrames,
    { provide: MarketFeedSource, useExisting: MarketFeeds },
    StreamRawMessages,
    { provide: FrameRelay, useExisting: StreamFrames },
    { provide: RawMessages, useExisting: StreamRawMessages },
    { provide: StreamUpstream, useExisting: LighterStream },
  ],
  exports: [FrameRelay, MarketFeedSource, RawMessages, StreamUpstream],
})
export class UpstreamWsModule {}
