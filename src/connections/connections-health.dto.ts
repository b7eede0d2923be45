import { MirrorHealthDto } from './mirror-health.dto.js';
import { RestHealthDto } from './rest-health.dto.js';
import { WebSocketHealthDto } from './websocket-health.dto.js';

export class ConnectionsSummaryDto {
  /** @example 3 */
  ws_connected!: number;
  /** @example 3 */
  ws_total!: number;
  /** @example 3 */
  rest_connected!: number;
  /** @example 3 */
  rest_total!: number;
  /** @example true */
  all_healthy!: boolean;
}

export class ConnectionsHealthDto {
  websocket!: WebSocketHealthDto;
  rest_api!: RestHealthDto;
  /** `null` where none is served. */
  mirror!: MirrorHealthDto | null;
  summary!: ConnectionsSummaryDto;
}
