import type { Reader } from '../variable.js';

/** Keeps one snapshot per `everyMs` between the previous step's reach and `forMs` (`null`: forever). */
export interface RetentionStep {
  readonly everyMs: number;
  readonly forMs: number | null;
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads steps such as `1m:2d,15m:60d,1h:forever`; each must be coarser and reach further back than the last. */
export function parseRetention(text: string): readonly RetentionStep[] | undefined {
  const steps: RetentionStep[] = [];
  for (const entry of text.split(',')) {
    const step = parseStep(entry.trim());
    const last = steps.at(-1);
    if (step === undefined || (last !== undefined && !follows(last, step))) return undefined;
    steps.push(step);
  }
  return steps;
}

function parseStep(entry: string): RetentionStep | undefined {
  const [, every, reach] = /^([1-9]\d*[mhd]):([1-9]\d*[mhd]|forever)$/.exec(entry) ?? [];
  if (every === undefined || reach === undefined) return undefined;
  return { everyMs: duration(every), forMs: reach === 'forever' ? null : duration(reach) };
}

function duration(text: string): number {
  return Number(text.slice(0, -1)) * UNITS[text.slice(-1)]!;
}

function follows(last: RetentionStep, next: RetentionStep): boolean {
  return (
    last.forMs !== null && next.everyMs > last.everyMs && (next.forMs === null || next.forMs > last.forMs)
  );
}

/** A duration such as `90d`, in ms; `null` is forever. */
export const period: Reader<number | null> = {
  read: (text) => (text === 'forever' ? null : /^[1-9]\d*[mhd]$/.test(text) ? duration(text) : undefined),
  expects: 'a number of minutes, hours or days, such as 90d, or forever',
};

export const retention: Reader<readonly RetentionStep[]> = {
  read: parseRetention,
  expects: 'steps <every>:<for how long> that grow, such as 1m:2d,15m:60d,1h:forever',
};
