import type { Position } from 'lighter-broadcaster-protocol/account';
import type { Arrival, ReportedPosition } from '../../src/state/reported.js';
import type { PositionsUpdate } from '../../src/state/update.js';
import { fromPoll, fromStream, positionsUpdate, sourced } from './canonical.js';

export const held = (at: number, ...rows: Position[]) =>
  positionsUpdate(7, fromStream(at), 'snapshot', ...rows);
export const frame = (at: number, ...rows: Position[]) =>
  positionsUpdate(7, fromStream(at), 'update', ...rows);
export const poll = (asked: number, ...rows: Position[]) =>
  positionsUpdate(7, fromPoll(asked), 'snapshot', ...rows);

/** Rows in which fields may be left out. */
export function bare(
  arrival: Arrival,
  mode: PositionsUpdate['mode'],
  ...rows: Partial<ReportedPosition>[]
): PositionsUpdate {
  const entities = rows as ReportedPosition[];
  return { type: 'positions', account_index: 7, arrival, mode, rows: entities.map((row) => sourced(row)) };
}
