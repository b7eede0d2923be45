import { Random } from '../../../src/simulator/exchange/random.js';
import { FAULTS, type Episode, type FaultKind, type FaultName } from './fault-kinds.js';

export interface Schedule {
  seed: number;
  episodes: Episode[];
  /** Length of the part with faults. */
  lengthMs: number;
  /** Whether an operator reconnects once the faults are over. */
  operator: boolean;
  /** How long the exchange refuses its stream at the first start, in ms. */
  streamLateMs: number;
}

export interface Extent {
  accounts: number;
  egresses: number;
  lengthMs: number;
  /** Faults to draw from; all by default. */
  faults?: readonly FaultName[];
}

/** In a batch this short, faults end with the batch; a longer one omits faults that would not end in time. */
const SHORT_MS = 30_000;

/**
 * A batch of faults: one account in five has none, each of the others has several in turn, and the whole batch has its
 * own.
 */
export function scheduleOf(seed: number, { accounts, egresses, lengthMs, faults }: Extent): Schedule {
  const random = new Random(seed * 7919 + 17);
  const kinds = Object.entries(FAULTS).filter(
    ([name, { always }]) => !always && (!faults || faults.includes(name as FaultName)),
  ) as [FaultName, FaultKind][];
  const episodes: Episode[] = [];
  const add = (scope: FaultKind['scope'], account: number, egress: number, earliest: number): number => {
    const fitting = kinds.filter(([, kind]) => kind.scope === scope);
    if (fitting.length === 0) return lengthMs;
    const [fault, kind] = random.pick(fitting);
    const from = earliest + random.int(0, Math.min(20_000, lengthMs / 4));
    const lasts = random.int(...kind.lasts);
    const to = lengthMs < SHORT_MS ? Math.min(from + lasts, lengthMs - 1) : from + lasts;
    if (from < to && to < lengthMs) episodes.push({ fault, from, to, account, egress, roll: random.next() });
    return to + random.int(5_000, 25_000);
  };
  for (let account = 0; account < accounts; account++) {
    if (account % 5 === 4) continue;
    for (let next = 0; next < lengthMs;) next = add('account', account, account % egresses, next);
  }
  for (let egress = 0; egress + 1 < egresses; egress++)
    add('egress', egress, egress, random.int(0, lengthMs / 2));
  for (let next = random.int(0, lengthMs / 3); next < lengthMs;) next = add('batch', 0, 0, next);
  episodes.sort((a, b) => a.from - b.from);
  return { seed, episodes, lengthMs, operator: seed % 2 === 0, streamLateMs: seed % 3 === 1 ? 25_000 : 0 };
}
