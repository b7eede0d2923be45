/** The exchange's own interface, as this service serves it. Counts are since the start. */
export class MirrorHealthDto {
  /** Whether its source is connected: the exchange, or the collecting instance in FRONTEND_ONLY. @example true */
  connected!: boolean;
  /** Open connections on `/stream`. @example 12 */
  clients!: number;
  /** Channels that they follow, once per client. @example 60 */
  subscriptions!: number;
  /** Update frames made, each once for all clients. @example 18211 */
  frames_made!: number;
  /** Update frames given to clients. @example 91055 */
  frames_given!: number;
  /** Answers by REST, without refusals. @example 4211 */
  answers!: number;
  /** Refusals by REST. @example 3 */
  refusals!: number;
  /** Questions sent to the exchange; `null` in FRONTEND_ONLY, where the collecting instance asks. @example 214 */
  passed_on!: number | null;
  /** Of those, without an answer yet. @example 0 */
  waiting!: number | null;
  /** Questions refused because the share of the rate limit was spent. @example 0 */
  over_budget!: number | null;
  /** Tokens of the exchange that were checked. @example 7 */
  verifications!: number;
  /** Median time from the reception of a frame until it was written to clients, over five minutes. @example 0.4 */
  added_delay_ms!: number | null;
}
