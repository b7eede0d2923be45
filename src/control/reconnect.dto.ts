import { Type } from 'class-transformer';
import { IsInt, IsOptional, Min } from 'class-validator';

export class ReconnectQuery {
  /** Only this account; all accounts without it. @example 281001 */
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'account_index must be a whole number' })
  @Min(0)
  account_index?: number;
}

/** With `account_index` for one account, else with the count. */
export class WebSocketReconnectedDto {
  /** @example true */
  success!: boolean;
  /** @example 281001 */
  account_index?: number;
  /** Accounts whose stream is reconnected. @example 3 */
  reconnected_count?: number;
}

/** With `account_index` for one account, else with the count. */
export class RestResetDto {
  /** @example true */
  success!: boolean;
  /** @example 281001 */
  account_index?: number;
  /** Accounts whose polling is reset. @example 3 */
  reset_count?: number;
}

export class AllReconnectedDto {
  /** @example true */
  success!: boolean;
  /** @example 3 */
  websocket_reconnected!: number;
  /** @example 3 */
  rest_reset!: number;
}
