import { Inject, Injectable, Optional } from '@nestjs/common';
import { canSee, type Principal } from '../access/principal.js';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { EgressState, LinkState } from 'lighter-broadcaster-protocol/operations';
import type { ConnectionsHealthDto } from './connections-health.dto.js';
import { MirrorHealthSource } from './mirror-health.port.js';
import { restHealth, type ViewContext, webSocketHealth } from './health-view.js';
import type { RestHealthDto } from './rest-health.dto.js';
import type { WebSocketHealthDto } from './websocket-health.dto.js';

/** Health of the links to the exchange, limited to the accounts that the principal may see. */
@Injectable()
export class ConnectionsService {
  private readonly startedMono: number;

  constructor(
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly config: AppConfig,
    @Optional() @Inject(MirrorHealthSource) private readonly mirror: MirrorHealthSource | null,
  ) {
    this.startedMono = clock.monotonic();
  }

  webSocket(principal: Principal): WebSocketHealthDto {
    return webSocketHealth(this.linksFor(principal), this.context);
  }

  rest(principal: Principal): RestHealthDto {
    const { control, egresses } = this.feed.connections();
    const collection = {
      polling: !control.rest_paused,
      poll_interval: this.config.lighter.pollIntervalMs / 1000,
    };
    const seen = egresses.flatMap((egress) => egressFor(principal, egress) ?? []);
    return restHealth(this.linksFor(principal), seen, collection, this.context);
  }

  all(principal: Principal): ConnectionsHealthDto {
    const websocket = this.webSocket(principal);
    const rest_api = this.rest(principal);
    return {
      websocket,
      rest_api,
      mirror: this.mirror?.health() ?? null,
      summary: {
        ws_connected: websocket.connected_count,
        ws_total: websocket.total_connections,
        rest_connected: rest_api.connected_count,
        rest_total: rest_api.total_connections,
        all_healthy: websocket.disconnected_count + rest_api.disconnected_count === 0,
      },
    };
  }

  private get context(): ViewContext {
    return { now: this.clock.wallNow(), uptimeMs: this.clock.monotonic() - this.startedMono };
  }

  /** In the order of the configuration. */
  private linksFor(principal: Principal): LinkState[] {
    const order = new Map(this.feed.accountIndexes().map((index, position) => [index, position]));
    const position = ({ account_index: index }: LinkState): number => order.get(index ?? -1) ?? -1;
    return this.feed
      .connections()
      .links.filter(({ account_index: index }) => index !== null && canSee(principal, index))
      .sort((a, b) => position(a) - position(b));
  }
}

/** Hides the egresses of accounts that the principal may not see. */
function egressFor(principal: Principal, egress: EgressState): EgressState | null {
  const accounts = egress.accounts.filter((index) => canSee(principal, index));
  return principal.accounts !== null && accounts.length === 0 ? null : { ...egress, accounts };
}
