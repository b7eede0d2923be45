import type { Millis } from 'lighter-broadcaster-protocol/account';
import { compareDecimals, difference, isZero } from 'lighter-broadcaster-protocol/decimal';
import type { FlowReading } from '../../upstream/cash-flow-log.port.js';

/** Whether a reading covers its hour, or everything up to its hour. */
export type FlowMeaning = 'hourly' | 'cumulative';

/** Hours in a row with the same sum that cannot be equal deposits any more. */
const PLATEAU = 3;

/** What the figures themselves show; `null` while they fit both meanings. Only sums of an hour can fall. */
export function meaningOf(readings: readonly FlowReading[]): FlowMeaning | null {
  const series = (['inflow', 'outflow'] as const).map((name) => readings.map((reading) => reading[name]));
  const falls = (values: string[]) =>
    values.some((value, i) => i > 0 && compareDecimals(value, values[i - 1]!) < 0);
  if (series.some(falls)) return 'hourly';
  const stays = (values: string[]) =>
    values.some((value, i) => {
      const run = values.slice(i, i + PLATEAU);
      return (
        !isZero(value) && run.length === PLATEAU && run.every((each) => compareDecimals(each, value) === 0)
      );
    });
  return series.some(stays) ? 'cumulative' : null;
}

/** Flows of each hour whose flows are certain: while the meaning is unknown, those on which both meanings agree. */
export function flowsByHour(readings: readonly FlowReading[], meaning: FlowMeaning | null): FlowReading[] {
  if (meaning === 'hourly') return [...readings];
  return readings.slice(1).flatMap((reading, i) => {
    const before = readings[i]!;
    if (meaning === null && !(isZero(before.inflow) && isZero(before.outflow))) return [];
    return [
      {
        timestamp: reading.timestamp,
        inflow: difference(reading.inflow, before.inflow),
        outflow: difference(reading.outflow, before.outflow),
      },
    ];
  });
}

export const HOUR_MS: Millis = 3_600_000;
