import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import { RemoteApi } from '../frontend-only/remote-api.js';
import type { AnswerHeaders } from '../http/answer-headers.js';
import { HistoryModule } from '../history/history.module.js';
import { LighterModule } from '../lighter/lighter.module.js';
import { MirrorHealthSource } from '../connections/mirror-health.port.js';
import { MirrorUpstream } from '../lighter/mirror-upstream.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { UpstreamWsModule } from '../upstream-ws/upstream-ws.module.js';
import { CollectorAnswers } from './collector/collector-answers.js';
import { CollectorChannels } from './collector/collector-channels.js';
import { CollectorLink } from './collector/collector-link.js';
import { CollectorTokenJudge } from './collector/collector-token-judge.js';
import { CollectorTransactions } from './collector/collector-transactions.js';
import { MirrorHome } from './collector/mirror-home.port.js';
import { MirrorLink } from './collector/mirror-link.port.js';
import { ExchangePrincipal } from './exchange-principal.js';
import { LocalTokenJudge } from './local-token-judge.js';
import { MirrorMarketChannels } from './markets/mirror-market-channels.js';
import { MirrorDelay } from './mirror-delay.js';
import { MirrorHealth } from './mirror-health.js';
import { MirrorMetrics } from './mirror-metrics.js';
import { MirroredAccounts } from './mirrored-accounts.js';
import { MirrorStats } from './mirror-stats.js';
import { OrderVersions } from './order-versions.js';
import { PassedOnMetrics } from './passed-on-metrics.js';
import { PathKeys } from './path-keys.js';
import { PublicKeys } from './public-keys.js';
import { AccountEndpoints } from './rest/account-endpoints.js';
import { AccountText } from './rest/account-text.js';
import { Catalogue } from './rest/catalogue.js';
import { LocalAnswers } from './rest/local-answers.js';
import { MirrorAnswers } from './rest/mirror-answers.port.js';
import { MirrorRest } from './rest/mirror-rest.js';
import { QuestionedAccounts } from './rest/questioned-accounts.js';
import { PassedEndpoints } from './rest/passed-endpoints.js';
import { PolledAnswers } from './rest/polled-answers.js';
import { RecordedTrades } from './rest/recorded-trades.js';
import { TradesEndpoint } from './rest/trades-endpoint.js';
import { AccountAllHolds } from './stream/account-all-holds.js';
import { FollowedChannels } from './stream/followed-channels.port.js';
import { Followers } from './stream/followers.js';
import { FramePublisher } from './stream/frame-publisher.js';
import { KeptFrames } from './stream/kept-frames.js';
import { LocalChannels } from './stream/local-channels.js';
import { MirrorGateway, MirrorServer } from './stream/mirror-server.js';
import { MirrorStream } from './stream/mirror-stream.js';
import { RelaySessions } from './stream/relay-sessions.js';
import { Snapshots } from './stream/snapshots.js';
import { TokenJudge } from './token-judge.port.js';
import { TokenVerifier } from './token-verifier.js';
import { TransactionSender } from './transaction-sender.port.js';
import { Transactions } from './transactions.js';
import { UpstreamCache } from './upstream-cache.js';

/** The same wherever the data comes from: clients, their rights, and both transports. */
const SERVING: Provider[] = [
  ExchangePrincipal,
  Followers,
  MirrorDelay,
  MirrorGateway,
  MirrorMetrics,
  MirrorRest,
  MirrorServer,
  MirrorStats,
  MirrorStream,
  QuestionedAccounts,
  PathKeys,
  RelaySessions,
  TokenVerifier,
  Transactions,
  { provide: MirrorHealthSource, useClass: MirrorHealth },
];

const FROM_HERE: Provider[] = [
  AccountAllHolds,
  AccountEndpoints,
  AccountText,
  Catalogue,
  FramePublisher,
  KeptFrames,
  MirroredAccounts,
  MirrorMarketChannels,
  OrderVersions,
  PassedEndpoints,
  PassedOnMetrics,
  PolledAnswers,
  PublicKeys,
  RecordedTrades,
  Snapshots,
  TradesEndpoint,
  UpstreamCache,
  { provide: FollowedChannels, useClass: LocalChannels },
  { provide: MirrorAnswers, useClass: LocalAnswers },
  { provide: TokenJudge, useClass: LocalTokenJudge },
  { provide: TransactionSender, useExisting: MirrorUpstream },
];

/** Need `MirrorLink` and `MirrorHome`. */
const FROM_COLLECTOR: Provider[] = [
  { provide: FollowedChannels, useClass: CollectorChannels },
  { provide: MirrorAnswers, useClass: CollectorAnswers },
  { provide: TokenJudge, useClass: CollectorTokenJudge },
  { provide: TransactionSender, useClass: CollectorTransactions },
];

/** The exchange's own interface, for reading, for the followed accounts. */
@Module({})
export class MirrorModule {
  /** Of the accounts that this process follows. */
  static local(): DynamicModule {
    return {
      module: MirrorModule,
      // For the health of the connections, which has a row of it where one is served.
      global: true,
      imports: [BroadcastModule, HistoryModule, LighterModule, MetricsModule, UpstreamWsModule],
      providers: [...SERVING, ...FROM_HERE],
      exports: [MirrorHealthSource, FollowedChannels, TokenVerifier],
    };
  }

  /** Of the accounts of another instance, read from its mirror. */
  static ofCollector(): DynamicModule {
    return MirrorModule.served(
      CollectorLink,
      { provide: MirrorLink, useExisting: CollectorLink },
      { provide: MirrorHome, useExisting: RemoteApi },
    );
  }

  /** Of the accounts of a cluster, whose gateways have a `MirrorLink` and a `MirrorHome`. */
  static ofCluster(): DynamicModule {
    return MirrorModule.served();
  }

  private static served(...connection: Provider[]): DynamicModule {
    return {
      module: MirrorModule,
      global: true,
      imports: [BroadcastModule, MetricsModule],
      providers: [...SERVING, ...FROM_COLLECTOR, ...connection],
      exports: [MirrorHealthSource],
    };
  }
}

/** Offers each request to the mirror first, while the server accepts any, and takes keys out of paths. */
export function installMirror(
  mirror: MirrorRest,
  pathKeys: PathKeys,
  server: Server,
  headers: AnswerHeaders,
  urlOf: (request: IncomingMessage) => string,
): void {
  const ordinary = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  server.on('upgrade', (request) => void pathKeys.strip(request, request.url ?? '/'));
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = pathKeys.strip(request, urlOf(request));
    if (server.listening && mirror.serve(request, response, url, headers)) return;
    for (const listener of ordinary) listener.call(server, request, response);
  });
}
