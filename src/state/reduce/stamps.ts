import type { AccountEdit } from './account-edit.js';
import type { PartName } from './account-record.js';
import type { ReduceContext } from './context.js';
import type { Arrival } from '../reported.js';

/** A stamp of the exchange that lies further ahead of its own clock is an error of its own. */
const ABSURD_MS = 60_000;
/** Number of older answers dropped in a row; the next one is accepted, so that one wrong stamp cannot block REST forever. */
const DROPS = 3;
/** Frames come in bursts, so their stream is blocked for a time at most. */
const LONGEST_DROP_MS = 30_000;

/**
 * Whether an answer or frame that carries the exchange's own stamp is older than the last accepted one of its source, which
 * compares like with like: a copy that lags, or a frame that came before. Notes the stamp of one that is not.
 */
export function isOlderByStamp(
  edit: AccountEdit,
  part: PartName,
  { source, exchange_at: stamp, received_mono: now }: Arrival,
  { exchangeNow }: ReduceContext,
): boolean {
  if (stamp === null) return false;
  const { stamps, streamAt } = edit.record.evidence[part];
  const { at: last, dropped } = stamps[source];
  const note = (at: number | null, drops = 0): void =>
    edit.evidence(part, { stamps: { ...stamps, [source]: { at, dropped: drops } } });
  const what = source === 'rest' ? 'An answer' : 'A frame';
  if (exchangeNow !== null && stamp > exchangeNow + ABSURD_MS) {
    edit.report({
      severity: 'warning',
      error_type: 'absurd-stamp',
      message: `${what} about ${part} is stamped in the future of the exchange's own clock; its stamp is ignored.`,
    });
    note(null);
    return false;
  }
  if (last === null || stamp >= last) {
    note(stamp);
    return false;
  }
  if (source === 'rest' ? dropped < DROPS : now - (streamAt ?? -Infinity) < LONGEST_DROP_MS) {
    note(last, dropped + 1);
    return true;
  }
  edit.report({
    severity: 'warning',
    error_type: 'absurd-stamp',
    message: `${what} about ${part} is older than an earlier one by the exchange's own stamps, as those before it; they count again.`,
  });
  note(stamp);
  return false;
}
