import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';
import { notesUnder, type NoteBook } from './alert-memory.js';

/** Parts of a window: its highest value is exact to this fraction of its length. */
const PARTS = 60;

interface Peaks {
  /** Number of the newest part. */
  part: number;
  /** Highest value of each part, newest last. */
  highs: { part: number; value: Decimal }[];
  peak: Decimal;
  /** As a double, which decides in nearly all cases. */
  number: number;
}

/** The highest equity of each account within a moving window of wall time, across restarts. */
export class EquityPeaks {
  private readonly peaks = new Map<string, Peaks>();

  constructor(
    saved: Readonly<Record<string, string>>,
    private readonly notes: NoteBook,
  ) {
    for (const [key, text] of notesUnder(saved, 'equity/')) {
      const highs = JSON.parse(text) as Peaks['highs'];
      this.peaks.set(key, { part: highs.at(-1)?.part ?? 0, highs, ...highest(highs) });
    }
  }

  /** Takes a value. @returns the highest one of the window, this one included */
  note(account: number, windowS: number, value: Decimal, now: Millis): Decimal {
    const key = `${account}/${windowS}`;
    const part = Math.floor((now / (windowS * 1000)) * PARTS);
    const known = this.peaks.get(key);
    if (known && part <= known.part && Number(value) < known.number) return known.peak;
    const highs = (known?.highs ?? []).filter((high) => high.part > part - PARTS);
    const last = highs.at(-1);
    if (!last || last.part < part) highs.push({ part, value });
    else if (compareDecimals(value, last.value) > 0) highs[highs.length - 1] = { part: last.part, value };
    const peaks = { part: Math.max(part, known?.part ?? part), highs, ...highest(highs) };
    this.peaks.set(key, peaks);
    this.notes.set(`equity/${key}`, JSON.stringify(highs));
    return peaks.peak;
  }
}

function highest(highs: Peaks['highs']): Pick<Peaks, 'peak' | 'number'> {
  const peak = highs.reduce(
    (peak, { value }) => (compareDecimals(value, peak) > 0 ? value : peak),
    highs[0]?.value ?? '0',
  );
  return { peak, number: Number(peak) };
}
