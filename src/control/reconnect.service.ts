import { Injectable } from '@nestjs/common';
import { canSee, type Principal } from '../access/principal.js';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import { RestUpstream, StreamUpstream, type Upstream } from '../upstream/upstream.port.js';
import type { AllReconnectedDto, RestResetDto, WebSocketReconnectedDto } from './reconnect.dto.js';

/** Reconnects links to the exchange. While paused there is none to reconnect. */
@Injectable()
export class ReconnectService {
  constructor(
    private readonly config: AppConfig,
    private readonly polling: RestUpstream,
    private readonly streams: StreamUpstream,
  ) {}

  stream(principal: Principal, account_index?: number): WebSocketReconnectedDto {
    if (account_index === undefined)
      return { success: true, reconnected_count: this.all(principal, this.streams) };
    return { success: this.one(principal, this.streams, account_index), account_index };
  }

  rest(principal: Principal, account_index?: number): RestResetDto {
    if (account_index === undefined) return { success: true, reset_count: this.all(principal, this.polling) };
    return { success: this.one(principal, this.polling, account_index), account_index };
  }

  both(principal: Principal, account_index?: number): AllReconnectedDto {
    const count = (upstream: Upstream): number =>
      account_index === undefined
        ? this.all(principal, upstream)
        : Number(this.one(principal, upstream, account_index));
    return { success: true, websocket_reconnected: count(this.streams), rest_reset: count(this.polling) };
  }

  private one(principal: Principal, upstream: Upstream, accountIndex: number): boolean {
    if (!this.seen(principal).includes(accountIndex))
      throw new Problem('ACCOUNT_NOT_FOUND', `account ${accountIndex} is not configured`);
    return upstream.reconnect(accountIndex) > 0;
  }

  private all(principal: Principal, upstream: Upstream): number {
    return principal.accounts === null
      ? upstream.reconnect()
      : this.seen(principal).reduce((count, index) => count + upstream.reconnect(index), 0);
  }

  private seen(principal: Principal): number[] {
    return this.config.accounts.map(({ index }) => index).filter((index) => canSee(principal, index));
  }
}
