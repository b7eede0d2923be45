/** Keys and types of the original service. */
export class HealthDto {
  /** `healthy`, or `degraded` while an account is stale. */
  status!: 'healthy' | 'degraded';
  /** @example 3 */
  accounts_configured!: number;
  /** Whether any stream to the exchange is up. */
  ws_connected!: boolean;
  /** @example 12 */
  broadcast_clients!: number;
}
