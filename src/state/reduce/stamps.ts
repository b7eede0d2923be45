import type { AccountEdit } from './account-edit.js';
import type { PartName } from './account-record.js';
import type { ReduceContext } from './context.js';
import type { Arrival } from '../update.js';

/** A stamp of the exchange that lies further ahead of its own clock is an error of its own. */
const ABSURD_MS = 60_000;
/** Number of older answers dropped in a row; the next one is accepted, so that one wrong stamp cannot block REST forever. */
const DROPS = 3;

/**
 * Whether an answer that carries the exchange's own stamp is older than the last accepted one, which compares like with
 * like: a copy that lags. Notes the stamp of an answer that is not.
 */
export function isOlderByStamp(
  edit: AccountEdit,
  part: PartName,
  { exchange_at: stamp }: Arrival,
  { exchangeNow }: ReduceContext,
): boolean {
  if (stamp === null) return false;
  const { stamp: last, dropped } = edit.record.evidence[part];
  if (exchangeNow !== null && stamp > exchangeNow + ABSURD_MS) {
    edit.report({
      severity: 'warning',
      error_type: 'absurd-stamp',
      message: `An answer about ${part} is stamped in the future of the exchange's own clock; its stamp is ignored.`,
    });
    edit.evidence(part, { stamp: null, dropped: 0 });
    return false;
  }
  if (last === null || stamp >= last) {
    edit.evidence(part, { stamp, dropped: 0 });
    return false;
  }
  if (dropped < DROPS) {
    edit.evidence(part, { dropped: dropped + 1 });
    return true;
  }
  edit.report({
    severity: 'warning',
    error_type: 'absurd-stamp',
    message: `Answers about ${part} stay older than an earlier one by the exchange's own stamps; accepting them again.`,
  });
  edit.evidence(part, { stamp, dropped: 0 });
  return false;
}
