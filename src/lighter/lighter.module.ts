import { Module } from '@nestjs/common';
import { EgressModule } from '../egress/egress.module.js';
import { StreamWatch } from '../upstream/stream-watch.js';
import { TradeHistory } from '../upstream/trade-history.port.js';
import { RestUpstream } from '../upstream/upstream.port.js';
import { AccountReader } from './account-reader.js';
import { Admission } from './admission.js';
import { ExchangeTokens } from './exchange-tokens.js';
import { FundingMarks } from './funding-marks.js';
import { LighterClient } from './lighter.client.js';
import { LighterTradeHistory } from './lighter-trade-history.js';
import { MarketNames } from './market-names.js';
import { MirrorUpstream } from './mirror-upstream.js';
import { NetworkGuard } from './network-guard.js';
import { PollDemands } from './polling/poll-demands.js';
import { PollPacer } from './polling/poll-pacer.js';
import { PollPlanner } from './polling/poll-planner.js';
import { PollRunner } from './polling/poll-runner.js';
import { PollTasks } from './polling/poll-tasks.js';
import { LighterPoller } from './polling/poller.js';
import { RestLinks } from './polling/rest-links.js';
import { PolledTexts } from './polled-texts.js';
import { UnreadableLog } from './unreadable-log.js';

/** The exchange over REST: polling, backfill, tokens and market names. Requires `ScheduleModule` and the global modules. */
@Module({
  imports: [EgressModule],
  providers: [
    Admission,
    AccountReader,
    ExchangeTokens,
    FundingMarks,
    LighterClient,
    LighterPoller,
    MarketNames,
    MirrorUpstream,
    NetworkGuard,
    PollDemands,
    PollPacer,
    PollPlanner,
    PollRunner,
    PollTasks,
    PolledTexts,
    RestLinks,
    StreamWatch,
    UnreadableLog,
    { provide: RestUpstream, useExisting: LighterPoller },
    { provide: TradeHistory, useClass: LighterTradeHistory },
  ],
  exports: [
    EgressModule,
    ExchangeTokens,
    MarketNames,
    MirrorUpstream,
    NetworkGuard,
    PolledTexts,
    RestUpstream,
    StreamWatch,
    TradeHistory,
    UnreadableLog,
  ],
})
export class LighterModule {}
