import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Module } from '@nestjs/common';
import { BroadcastModule } from '../broadcast/broadcast.module.js';
import type { AnswerHeaders } from '../http/answer-headers.js';
import { HistoryModule } from '../history/history.module.js';
import { LighterModule } from '../lighter/lighter.module.js';
import { ExchangePrincipal } from './exchange-principal.js';
import { MirrorMarketChannels } from './markets/mirror-market-channels.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { MirrorMetrics } from './mirror-metrics.js';
import { MirroredAccounts } from './mirrored-accounts.js';
import { MirrorStats } from './mirror-stats.js';
import { PathKeys } from './path-keys.js';
import { PublicKeys } from './public-keys.js';
import { AccountEndpoints } from './rest/account-endpoints.js';
import { AccountText } from './rest/account-text.js';
import { Catalogue } from './rest/catalogue.js';
import { MirrorRest } from './rest/mirror-rest.js';
import { RecordedTrades } from './rest/recorded-trades.js';
import { TradesEndpoint } from './rest/trades-endpoint.js';
import { PassedEndpoints } from './rest/passed-endpoints.js';
import { AccountAllHolds } from './stream/account-all-holds.js';
import { KeptFrames } from './stream/kept-frames.js';
import { MirrorGateway, MirrorServer } from './stream/mirror-server.js';
import { MirrorStream } from './stream/mirror-stream.js';
import { FramePublisher } from './stream/frame-publisher.js';
import { Snapshots } from './stream/snapshots.js';
import { UpstreamWsModule } from '../upstream-ws/upstream-ws.module.js';
import { TokenVerifier } from './token-verifier.js';
import { Transactions } from './transactions.js';
import { UpstreamCache } from './upstream-cache.js';

/** The exchange's own interface, for reading, for the followed accounts. */
@Module({
  imports: [BroadcastModule, HistoryModule, LighterModule, MetricsModule, UpstreamWsModule],
  providers: [
    AccountEndpoints,
    AccountText,
    Catalogue,
    AccountAllHolds,
    ExchangePrincipal,
    KeptFrames,
    MirrorMarketChannels,
    MirrorGateway,
    MirrorMetrics,
    MirrorServer,
    MirrorStream,
    FramePublisher,
    Snapshots,
    MirroredAccounts,
    MirrorRest,
    MirrorStats,
    PassedEndpoints,
    PathKeys,
    PublicKeys,
    RecordedTrades,
    TokenVerifier,
    TradesEndpoint,
    Transactions,
    UpstreamCache,
  ],
})
export class MirrorModule {}

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
